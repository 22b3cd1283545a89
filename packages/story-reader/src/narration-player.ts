interface NarrationListeners {
  /** It plays, pauses, or there is none any more. */
  readonly changed: () => void;
  readonly ended: () => void;
}

/** The one voice of a reader: whatever it begins to read, what it read before is silent. */
export class NarrationPlayer {
  readonly #audio = new Audio();
  readonly #listeners: NarrationListeners;
  #address: string | undefined;

  constructor(listeners: NarrationListeners) {
    this.#listeners = listeners;
    this.#audio.preload = 'none';
    this.#audio.addEventListener('play', () => listeners.changed());
    this.#audio.addEventListener('pause', () => listeners.changed());
    this.#audio.addEventListener('ended', () => listeners.ended());
    this.#audio.addEventListener('error', () => this.#forget());
  }

  /** Whether there is something to listen to, as far as is known before it plays. */
  get isThere(): boolean {
    return this.#address !== undefined;
  }

  get isPlaying(): boolean {
    return this.isThere && !this.#audio.paused;
  }

  /** Takes another narration, or none, and is silent. The same one stays where it is. */
  load(address: string | undefined): void {
    if (address === this.#address) return;
    this.#audio.pause();
    this.#address = address;
    if (address === undefined) this.#audio.removeAttribute('src');
    else this.#audio.src = address;
  }

  play(): void {
    if (!this.isThere) return;
    // Refused without a touch of the reader (autoplay), or the page was turned meanwhile: the button shows that it is silent.
    this.#audio.play().catch(() => this.#listeners.changed());
  }

  pause(): void {
    this.#audio.pause();
  }

  /** Silent, and from the beginning next time. */
  stop(): void {
    this.#audio.pause();
    if (this.#audio.readyState > 0) this.#audio.currentTime = 0;
  }

  #forget(): void {
    // Taking the address away is told as an error by some browsers.
    if (this.#address === undefined || !this.#audio.error) return;
    this.#address = undefined;
    this.#listeners.changed();
  }
}
