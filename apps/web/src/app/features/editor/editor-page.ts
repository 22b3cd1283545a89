import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink, RouterOutlet } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { ApiProblem } from '../../core/api-problem.ts';
import { StoryFonts } from '../../core/story-fonts.ts';
import { WindowTitle } from '../../core/window-title.ts';
import { Complaint } from '../../ui/complaint.ts';
import { ConflictPanel } from './draft/conflict-panel.ts';
import { DraftSaver } from './draft/draft-saver.ts';
import { OtherAccountPanel } from './draft/other-account-panel.ts';
import { StoryDraft } from './draft/story-draft.ts';
import { EditorBar } from './editor-bar.ts';
import { HeldFiles } from './media/held-files.ts';
import type { Unsaved } from './media/leave-dialog.ts';
import { MediaUploads } from './media/media-uploads.ts';
import { NarrationTakes } from './media/narration-takes.ts';
import { PicturePages } from './media/picture-pages.ts';
import { OpenStory } from './open-story.ts';
import { TargetLanguage } from './target-language.ts';

/** The place where a story is written: its bar, and the view that is open under it. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Complaint,
    ConflictPanel,
    EditorBar,
    MatButtonModule,
    OtherAccountPanel,
    RouterLink,
    RouterOutlet,
    TranslocoDirective,
  ],
  providers: [
    OpenStory,
    StoryDraft,
    DraftSaver,
    HeldFiles,
    MediaUploads,
    NarrationTakes,
    PicturePages,
    TargetLanguage,
  ],
  templateUrl: './editor-page.html',
  styleUrl: './editor-page.css',
  host: {
    '(document:keydown.control.z)': 'undo($event)',
    '(document:keydown.meta.z)': 'undo($event)',
    '(document:keydown.control.shift.z)': 'redo($event)',
    '(document:keydown.meta.shift.z)': 'redo($event)',
    '(document:keydown.control.y)': 'redo($event)',
  },
})
export class EditorPage {
  readonly #draft = inject(StoryDraft);
  readonly #open = inject(OpenStory);
  readonly #uploads = inject(MediaUploads);
  readonly storyId = input.required<string>();

  protected readonly saver = inject(DraftSaver);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly isOpen = computed(() => this.#draft.document() !== undefined);
  protected readonly title = computed(
    () => this.#draft.document()?.title[this.#draft.source()] ?? '',
  );

  constructor() {
    effect(() => {
      this.#open.id.set(this.storyId());
      this.#open.tileId.set(undefined);
      untracked(() => void this.open());
    });
    const fonts = inject(StoryFonts);
    effect(() => fonts.load(this.#draft.languages()));
    const [window, texts] = [inject(WindowTitle), inject(TranslocoService)];
    effect(() =>
      window.story.set(this.problem() ? texts.translate('editor.noSuchStory') : this.title()),
    );
    inject(DestroyRef).onDestroy(() => window.story.set(''));
  }

  /** What would be lost if the editor was left. */
  readonly unsaved = computed<Unsaved | undefined>(() => {
    if (this.#uploads.isBusy()) return 'sending';
    return this.saver.state() === 'refused' ? 'refused' : undefined;
  });

  protected async open(): Promise<void> {
    this.problem.set(undefined);
    try {
      await this.saver.open(this.storyId());
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    }
  }

  protected undo(event: Event): void {
    event.preventDefault();
    this.#draft.undo();
  }

  protected redo(event: Event): void {
    event.preventDefault();
    this.#draft.redo();
  }
}
