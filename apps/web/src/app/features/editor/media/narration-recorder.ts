import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { Icon } from '../../../ui/icon.ts';

/** In the order of preference; each is a type that a story can hold. */
const recordingTypes = [
  { type: 'audio/webm;codecs=opus', extension: 'weba' },
  { type: 'audio/mp4', extension: 'm4a' },
  { type: 'audio/ogg;codecs=opus', extension: 'ogg' },
];

/** Records a narration from the microphone. */
@Component({
  selector: 'tp-narration-recorder',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (recorder()) {
        <button type="button" mat-flat-button (click)="stop()">
          <tp-icon name="stop" /> {{ t('editor.media.stopRecording', { seconds: seconds() }) }}
        </button>
      } @else {
        <button type="button" mat-button (click)="start()" [attr.aria-label]="t('editor.media.recordLabel', { label: label() })">
          <tp-icon name="microphone" /> {{ t('editor.media.record') }}
        </button>
      }
      @if (isRefused()) {
        <span role="alert">{{ t('editor.media.noMicrophone') }}</span>
      }
    </ng-container>
  `,
})
export class NarrationRecorder {
  readonly label = input.required<string>();
  readonly recorded = output<File>();

  protected readonly recorder = signal<MediaRecorder | undefined>(undefined);
  protected readonly isRefused = signal(false);
  protected readonly seconds = signal(0);
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  protected async start(): Promise<void> {
    this.isRefused.set(false);
    const kind = recordingTypes.find(({ type }) => MediaRecorder.isTypeSupported(type));
    const stream = await microphone();
    if (!stream || !kind) return this.isRefused.set(true);
    const recorder = new MediaRecorder(stream, { mimeType: kind.type });
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    recorder.addEventListener('stop', () => {
      for (const track of stream.getTracks()) track.stop();
      const type = kind.type.split(';')[0] ?? '';
      this.recorded.emit(new File(parts, `narration.${kind.extension}`, { type }));
    });
    recorder.start();
    this.recorder.set(recorder);
    this.seconds.set(0);
    this.#clock = setInterval(() => this.seconds.update((seconds) => seconds + 1), 1_000);
  }

  protected stop(): void {
    clearInterval(this.#clock);
    this.recorder()?.stop();
    this.recorder.set(undefined);
  }
}

/** Undefined where there is no microphone, or where it may not be used. */
async function microphone(): Promise<MediaStream | undefined> {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return undefined;
  }
}
