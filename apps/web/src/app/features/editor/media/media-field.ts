import {
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { type MediaKind, mediaTypes } from '@taleport/story-model/media-type';
import type { ApiProblem } from '../../../core/api-problem.ts';
import { Formats } from '../../../core/formats.ts';
import { problemText } from '../../../core/problem-text.ts';
import { focusMover } from '../../../ui/focus-mover.ts';
import { Icon } from '../../../ui/icon.ts';
import { type MediaPlace, mediaAt, mediaKindOf, withMediaAt } from '../document/media-place.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';
import { MediaUploads } from './media-uploads.ts';
import { NarrationRecorder } from './narration-recorder.ts';

/** One place for a picture, a narration or a video: shows what stands there, and takes another by drop, pick or voice. */
@Component({
  selector: 'tp-media-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, NarrationRecorder, TranslocoDirective],
  templateUrl: './media-field.html',
  styleUrl: './media-field.css',
  host: {
    '[class.dropping]': 'isDropping()',
    '[class.sound]': "kind() === 'audio'",
    '(dragover)': 'offer($event)',
    '(dragleave)': 'isDropping.set(false)',
    '(drop)': 'drop($event)',
  },
})
export class MediaField {
  readonly #draft = inject(StoryDraft);
  readonly #moveFocus = focusMover();
  readonly #story = inject(OpenStory);
  readonly #uploads = inject(MediaUploads);
  protected readonly formats = inject(Formats);
  private readonly picker = viewChild.required<ElementRef<HTMLInputElement>>('picker');

  readonly place = input.required<MediaPlace>();
  /** What a screen reader calls it, such as "Picture of page 3". */
  readonly label = input.required<string>();
  /** What the picture shows, in the language of the story. */
  readonly alt = input('');

  protected readonly isDropping = signal(false);
  protected readonly kind = computed<MediaKind>(() => mediaKindOf(this.place()));
  protected readonly accepted = computed(() =>
    Object.entries(mediaTypes)
      .filter(([, { kind }]) => kind === this.kind())
      .map(([type]) => type)
      .join(),
  );
  protected readonly limit = computed(() => {
    const bytes = this.#uploads.maxBytes(this.kind());
    return bytes === undefined ? undefined : this.formats.size(bytes);
  });
  protected readonly upload = computed(() => this.#uploads.at(this.place()));
  readonly #media = computed(() => {
    const story = this.#draft.document();
    return story && mediaAt(story, this.place());
  });
  protected readonly address = computed(() => {
    const media = this.#media();
    return media && this.#story.mediaUrl(media);
  });

  /** The key of the text that says why a file was not taken. */
  protected reasonOf(problem: ApiProblem): string {
    if (problem.code === 'media_type_unsupported') return `editor.media.otherKind.${this.kind()}`;
    const isTooLarge = problem.code === 'media_too_large' && this.limit() !== undefined;
    if (isTooLarge) return `editor.media.tooLarge.${this.kind()}`;
    return problemText(problem);
  }

  protected pick(): void {
    this.picker().nativeElement.click();
  }

  protected takePicked(): void {
    const input = this.picker().nativeElement;
    this.take(input.files?.[0]);
    input.value = '';
  }

  protected offer(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.isDropping.set(true);
  }

  protected drop(event: DragEvent): void {
    event.preventDefault();
    this.isDropping.set(false);
    this.take(event.dataTransfer?.files[0]);
  }

  protected take(file: File | undefined): void {
    if (file) this.#uploads.send(this.place(), file);
  }

  protected sendAgain(): void {
    this.take(this.upload()?.file);
  }

  protected cancel(): void {
    this.#moveFocus((host) => host.querySelector<HTMLElement>('.tools button'));
    this.#uploads.cancel(this.place());
  }

  protected remove(): void {
    this.#moveFocus((host) => host.querySelector<HTMLElement>('.tools button'));
    this.#draft.edit({ name: 'changeMedia' }, (story) =>
      withMediaAt(story, this.place(), undefined),
    );
  }
}
