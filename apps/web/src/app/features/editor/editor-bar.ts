import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { publicationState } from '../../core/publication-state.ts';
import { Icon } from '../../ui/icon.ts';
import { OriginLine } from '../../ui/origin-line.ts';
import { DraftSaver } from './draft/draft-saver.ts';
import { SaveMark } from './draft/save-mark.ts';
import { StoryDraft } from './draft/story-draft.ts';
import { ExportButton } from './export-button.ts';
import { OpenStory } from './open-story.ts';
import { PublishButton } from './publish/publish-button.ts';

const views = [
  'pages',
  'details',
  'map',
  'translation',
  'check',
  'versions',
  'original',
  'bin',
  'preview',
] as const;

/** The bar of the editor: what is open, whether it is saved, undo, the views, and what leaves the editor. */
@Component({
  selector: 'tp-editor-bar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ExportButton,
    Icon,
    MatButtonModule,
    OriginLine,
    PublishButton,
    RouterLink,
    RouterLinkActive,
    SaveMark,
    TranslocoDirective,
  ],
  templateUrl: './editor-bar.html',
  styleUrl: './editor-bar.css',
})
export class EditorBar {
  protected readonly draft = inject(StoryDraft);
  readonly #saver = inject(DraftSaver);
  protected readonly story = inject(OpenStory);
  /** What readers see, where they see the story: the draft may have been saved since the server was asked. */
  protected readonly publication = computed(() => {
    const story = this.story.known();
    if (!story || story.publishedVersion === null) return undefined;
    const isNewer = this.#saver.revision() > story.draftRevision;
    return publicationState(isNewer ? { ...story, hasUnpublishedChanges: true } : story);
  });
  protected readonly original = computed(() => this.story.known()?.forkedFrom);
  protected readonly hasNewerOriginal = computed(() => {
    const { version, latestVersion = 0 } = this.original() ?? { version: 0 };
    return latestVersion > version;
  });
  protected readonly views = computed(() =>
    views.filter((view) => view !== 'original' || this.original()),
  );
  protected readonly title = computed(
    () => this.draft.document()?.title[this.draft.source()] ?? '',
  );
}
