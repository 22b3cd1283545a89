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
import type { MediaKind } from '@taleport/story-model/media-type';
import { Formats } from '../../../core/formats.ts';
import { focusMover } from '../../../ui/focus-mover.ts';
import { Icon } from '../../../ui/icon.ts';
import { acceptedTypes, type MediaPlace, mediaAt, mediaKindOf } from '../document/media-place.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';
import { HeldFiles } from './held-files.ts';
import { MediaRefusal } from './media-refusal.ts';
import { MediaUploads } from './media-uploads.ts';
import { NarrationRecorder } from './narration-recorder.ts';
import { PicturePages } from './picture-pages.ts';

/** One place for a picture, a narration or a video: shows what stands there, and takes another by drop, pick or voice. */
@Component({
  selector: 'tp-media-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, MediaRefusal, NarrationRecorder, TranslocoDirective],
  templateUrl: './media-field.html',
  styleUrl: './media-field.css',
  host: {
    '[class.offered]': 'held.fit(kind())',
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
  readonly #pages = inject(PicturePages);
  protected readonly held = inject(HeldFiles);
  protected readonly formats = inject(Formats);
  private readonly picker = viewChild.required<ElementRef<HTMLInputElement>>('picker');

  readonly place = input.required<MediaPlace>();
  /** What a screen reader calls it, such as "Picture of page 3". */
  readonly label = input.required<string>();
  /** What the picture shows, in the language of the story. */
  readonly alt = input('');

  protected readonly isDropping = signal(false);
  protected readonly kind = computed<MediaKind>(() => mediaKindOf(this.place()));
  protected readonly accepted = computed(() => acceptedTypes(this.kind()));
  protected readonly limit = computed(() => {
    const bytes = this.#uploads.maxBytes(this.kind());
    return bytes === undefined ? undefined : this.formats.size(bytes);
  });
  protected readonly canBecomePages = computed(() => this.place().part === 'picture');
  protected readonly upload = computed(() => this.#uploads.at(this.place()));
  readonly #media = computed(() => {
    const story = this.#draft.document();
    return story && mediaAt(story, this.place());
  });
  protected readonly address = computed(() => {
    const media = this.#media();
    return media && this.#story.mediaUrl(media);
  });

  protected pick(): void {
    this.picker().nativeElement.click();
  }

  protected takePicked(): void {
    const input = this.picker().nativeElement;
    this.takeAll(input.files);
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
    this.takeAll(event.dataTransfer?.files);
  }

  /** Many pictures are the pictures of many pages. */
  protected takeAll(chosen: FileList | null | undefined): void {
    const [files, place] = [[...(chosen ?? [])], this.place()];
    if (files.length > 1 && place.part === 'picture') {
      this.#pages.send(files, { tileId: place.tileId, fillsPage: true });
    } else {
      this.take(files[0]);
    }
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
    this.#uploads.place(this.place(), undefined);
  }
}
