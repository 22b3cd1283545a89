import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';
import { TileThumbnail } from '../pages/tile-thumbnail.ts';
import { TargetLanguage } from '../target-language.ts';
import { type FindingGroup, findingGroups, type ShownFinding } from './finding-groups.ts';

/** A story in many languages can lack the same on every page in most of them. */
const shownAtFirst = { groups: 40, languages: 6 };

/** What a check has found, page by page, each with a link to the place that it speaks of. */
@Component({
  selector: 'tp-finding-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButtonModule, RouterLink, TileThumbnail, TranslocoDirective],
  templateUrl: './finding-list.html',
  styleUrl: './finding-list.css',
})
export class FindingList {
  readonly #story = inject(OpenStory);
  protected readonly draft = inject(StoryDraft);
  protected readonly target = inject(TargetLanguage);
  readonly findings = input.required<readonly ShownFinding[]>();
  /** How many there are; the findings are the first of them. */
  readonly count = input.required<number>();
  readonly severity = input.required<'error' | 'warning'>();
  /** One has gone to a place. */
  readonly followed = output<void>();

  protected readonly showsAll = signal(false);
  protected readonly groups = computed(() => findingGroups(this.findings(), this.draft.tiles()));
  protected readonly shown = computed(() => this.groups().slice(0, this.#limits().groups));
  protected readonly isCut = computed(
    () =>
      this.groups().length > this.shown().length ||
      this.shown().some(({ rows }) => rows.some((row) => this.left(row.languages) > 0)),
  );
  /** How many there are beyond those that are known. */
  protected readonly unknown = computed(() => this.count() - this.findings().length);
  readonly #limits = computed(() =>
    this.showsAll()
      ? { groups: Number.POSITIVE_INFINITY, languages: Number.POSITIVE_INFINITY }
      : shownAtFirst,
  );

  protected first(languages: readonly string[]): readonly string[] {
    return languages.slice(0, this.#limits().languages);
  }

  /** How many languages are not named. */
  protected left(languages: readonly string[]): number {
    return languages.length - this.first(languages).length;
  }

  protected link({ tile }: FindingGroup): string[] {
    const story = ['/stories', this.#story.id()];
    return tile === undefined ? [...story, 'details'] : [...story, 'pages', tile.id];
  }

  /** The part of the story's details that a finding speaks of. */
  protected fragment({ tile }: FindingGroup, code?: string): string | undefined {
    if (tile !== undefined) return undefined;
    return code === 'credits_missing' ? 'credits' : 'front';
  }

  /** The place is to be seen in the language that the finding speaks of. */
  protected follow(language?: string): void {
    if (language !== undefined) this.target.choose(language);
    this.followed.emit();
  }
}
