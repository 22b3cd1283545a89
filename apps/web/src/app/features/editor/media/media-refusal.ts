import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { MediaKind } from '@taleport/story-model/media-type';
import type { ApiProblem } from '../../../core/api-problem.ts';
import { Formats } from '../../../core/formats.ts';
import { problemText } from '../../../core/problem-text.ts';
import { MediaUploads } from './media-uploads.ts';

/** Says why a file was not taken, and what would be. */
@Component({
  selector: 'tp-media-refusal',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `
    <p role="alert" *transloco="let t">
      @let why = t(reason(), { detail: problem().message, types: t('editor.media.types.' + kind()), size: formats.size(file().size), limit: limit() });
      {{ t('editor.media.failed', { name: file().name, detail: why }) }}
    </p>
  `,
  styles: `
    p {
      overflow-wrap: anywhere;
    }
  `,
})
export class MediaRefusal {
  readonly #uploads = inject(MediaUploads);
  protected readonly formats = inject(Formats);
  readonly file = input.required<File>();
  readonly kind = input.required<MediaKind>();
  readonly problem = input.required<ApiProblem>();

  protected readonly limit = computed(() => {
    const bytes = this.#uploads.maxBytes(this.kind());
    return bytes === undefined ? undefined : this.formats.size(bytes);
  });
  /** The key of a text. */
  protected readonly reason = computed(() => {
    const problem = this.problem();
    if (problem.code === 'media_type_unsupported') return `editor.media.otherKind.${this.kind()}`;
    const isTooLarge = problem.code === 'media_too_large' && this.limit() !== undefined;
    return isTooLarge ? `editor.media.tooLarge.${this.kind()}` : problemText(problem);
  });
}
