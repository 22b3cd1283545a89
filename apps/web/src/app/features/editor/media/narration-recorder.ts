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
import { TranslocoDirective } from '@jsverse/transloco';
import { focusMover } from '../../../ui/focus-mover.ts';
import { Icon } from '../../../ui/icon.ts';
import { isSamePlace, type MediaPlace } from '../document/media-place.ts';
import { MediaUploads } from './media-uploads.ts';
import { NarrationTakes } from './narration-takes.ts';
import { listenTo } from './sound-level.ts';

/** In the order of preference; each is a type that a story can hold. */
const recordingTypes = [
  { type: 'audio/webm;codecs=opus', extension: 'weba' },
  { type: 'audio/mp4', extension: 'm4a' },
  { type: 'audio/ogg;codecs=opus', extension: 'ogg' },
];

/** After that long without any sound, somebody is told. */
const silentSeconds = 3;

/** Records a narration from the microphone. One that is left in the middle ends there, and stays where it was begun. */
@Component({
  selector: 'tp-narration-recorder',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <button type="button" mat-button [class.recording]="recorder()" (click)="recorder() ? stop() : start()"
        [attr.aria-label]="t(recorder() ? 'editor.media.stopLabel' : 'editor.media.recordLabel', { label: label() })">
        <tp-icon [name]="recorder() ? 'stop' : 'microphone'" /> {{ t(recorder() ? 'editor.media.stop' : 'editor.media.record') }}
      </button>
      @if (recorder()) {
        <span role="timer" class="time">{{ time() }}</span>
        <span class="level" aria-hidden="true"><span [style.inline-size.%]="100 * level()"></span></span>
        @if (isSilent()) {
          <p role="status">{{ t('editor.media.silent') }}</p>
        }
      }
      @if (isRefused()) {
        <p role="alert">{{ t('editor.media.noMicrophone') }}</p>
      }
      @if (take(); as take) {
        <div class="take" role="group" [attr.aria-label]="t('editor.media.take.title')">
          <span>{{ t('editor.media.take.lead') }}</span>
          <audio controls [src]="take.url" [attr.aria-label]="t('editor.media.take.title')"></audio>
          <button type="button" mat-flat-button (click)="end('use')">{{ t('editor.media.take.use') }}</button>
          <button type="button" mat-button (click)="end('discard')">{{ t('editor.media.take.discard') }}</button>
        </div>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: contents;
    }
    .recording {
      background: var(--bad-soft);
      color: var(--bad);
    }
    .time {
      font-variant-numeric: tabular-nums;
    }
    .level {
      overflow: hidden;
      width: 5rem;
      height: 0.6rem;
      border-radius: 0.3rem;
      background: var(--line);
    }
    .level span {
      display: block;
      height: 100%;
      background: var(--good);
    }
    .take {
      order: 1;
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
      align-items: center;
      width: 100%;
      padding: var(--space-2) var(--space-4);
      border-radius: var(--radius-small);
      background: var(--accent-soft);
    }
    .take audio,
    .take span {
      width: 100%;
    }
    p {
      order: 1;
      width: 100%;
      padding: var(--space-2) var(--space-4);
      border-radius: var(--radius-small);
      background: var(--bad-soft);
    }
  `,
})
export class NarrationRecorder {
  readonly #uploads = inject(MediaUploads);
  readonly #takes = inject(NarrationTakes);
  readonly #moveFocus = focusMover();
  readonly label = input.required<string>();
  readonly place = input.required<MediaPlace>();

  protected readonly recorder = signal<MediaRecorder | undefined>(undefined);
  protected readonly isRefused = signal(false);
  protected readonly level = signal(0);
  /** A microphone that works hears something by now, be it the room. */
  protected readonly isSilent = computed(
    () => !this.#wasHeard() && this.#seconds() >= silentSeconds,
  );
  protected readonly take = computed(() => this.#takes.at(this.place()));
  readonly #wasHeard = signal(false);
  readonly #seconds = signal(0);
  protected readonly time = computed(() => {
    const seconds = this.#seconds();
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  });
  #begunFor: MediaPlace | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor() {
    effect(() => {
      const place = this.place();
      untracked(() => {
        this.isRefused.set(false);
        if (this.#begunFor && !isSamePlace(this.#begunFor, place)) this.stop();
      });
    });
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  protected async start(): Promise<void> {
    this.isRefused.set(false);
    const place = this.place();
    this.#begunFor = place;
    const stream = await microphone();
    const kind = stream && recordingTypes.find(({ type }) => MediaRecorder.isTypeSupported(type));
    // Whoever has gone elsewhere while the browser asked does not speak for this place.
    if (this.#begunFor !== place) return stream && release(stream);
    if (!kind) {
      if (stream) release(stream);
      return this.isRefused.set(true);
    }
    const recorder = new MediaRecorder(stream, { mimeType: kind.type });
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    recorder.addEventListener('stop', () => {
      release(stream);
      deafen();
      const type = kind.type.split(';')[0] ?? '';
      this.#takes.add(place, new File(parts, `narration.${kind.extension}`, { type }));
    });
    const deafen = listenTo(stream, (level) => {
      this.level.set(level);
      if (level > 0) this.#wasHeard.set(true);
    });
    recorder.start();
    this.recorder.set(recorder);
    this.#uploads.isRecording.set(true);
    this.#seconds.set(0);
    this.#wasHeard.set(false);
    this.#clock = setInterval(() => this.#seconds.update((seconds) => seconds + 1), 1_000);
  }

  /** The recording replaces the voice of before, or is forgotten. */
  protected end(how: 'use' | 'discard'): void {
    this.#moveFocus((host) => host.querySelector<HTMLElement>('button'));
    this.#takes[how](this.place());
  }

  protected stop(): void {
    clearInterval(this.#clock);
    this.#begunFor = undefined;
    if (!this.recorder()) return;
    this.recorder()?.stop();
    this.recorder.set(undefined);
    this.#uploads.isRecording.set(false);
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

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
