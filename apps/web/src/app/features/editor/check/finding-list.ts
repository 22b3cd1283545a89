import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { StoryFinding } from '@taleport/story-model/check-story';
import { OpenStory } from '../open-story.ts';
import { TargetLanguage } from '../target-language.ts';

const shownAtFirst = 200;

/** Findings of a check, each with a link to the place that it speaks of. */
@Component({
  selector: 'tp-finding-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButtonModule, RouterLink, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <ul>
        @for (finding of shown(); track finding.where + finding.code) {
          <li [class]="finding.severity">
            <a [routerLink]="link(finding)" [fragment]="finding.tileId ? undefined : 'front'" (click)="prepare(finding)">
              {{ finding.tileNumber ? t('editor.check.page', { number: finding.tileNumber }) : t('editor.check.front') }}
            </a>
            <span>{{ t('editor.findings.' + finding.code) }}</span>
            @if (finding.language; as language) {
              <span class="language">{{ target.nameOf(language) }}</span>
            }
          </li>
        }
      </ul>
      @if (findings().length > shown().length) {
        <button type="button" mat-button (click)="showsAll.set(true)">{{ t('editor.check.all', { count: findings().length }) }}</button>
      }
    </ng-container>
  `,
  styleUrl: './finding-list.css',
})
export class FindingList {
  readonly #story = inject(OpenStory);
  protected readonly target = inject(TargetLanguage);
  readonly findings = input.required<readonly StoryFinding[]>();

  protected readonly showsAll = signal(false);
  protected readonly shown = computed(() =>
    this.showsAll() ? this.findings() : this.findings().slice(0, shownAtFirst),
  );

  protected link({ tileId }: StoryFinding): string[] {
    const story = ['/stories', this.#story.id()];
    return tileId === undefined ? [...story, 'details'] : [...story, 'pages', tileId];
  }

  /** The place is to be seen in the language that the finding speaks of. */
  protected prepare({ language }: StoryFinding): void {
    if (language !== undefined) this.target.choose(language);
  }
}
