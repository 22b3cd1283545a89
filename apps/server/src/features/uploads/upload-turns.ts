import type { UploadCode } from '@taleport/contracts/uploads';
import { HttpProblem } from '../../http/problem.ts';

/** A line on which nothing came for so long may be dead: its sender has come back on another. */
const defaultPatienceMs = 2_000;

/** One request that works on an upload. */
export class Turn {
  readonly #ended = Promise.withResolvers<void>();
  readonly #stop: () => void;
  #waitingSince: number | undefined;
  #hasAll = false;

  /** `stop` lets the request end with what it has received. */
  constructor(stop: () => void) {
    this.#stop = stop;
  }

  /** Resolves when the turn is over. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** The same content; meanwhile it can be seen whether anything comes. */
  async *pass(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    this.#waitingSince = performance.now();
    try {
      for await (const bytes of content) {
        this.#waitingSince = undefined;
        yield bytes;
        this.#waitingSince = performance.now();
      }
    } finally {
      this.#hasAll = true;
    }
  }

  /** Whether nothing more comes, or nothing has come for so long. */
  isSilent(forMs: number): boolean {
    if (this.#hasAll) return true;
    return this.#waitingSince !== undefined && performance.now() - this.#waitingSince >= forMs;
  }

  /** Resolves when the request has made safe what it has. */
  async finish(): Promise<void> {
    if (!this.#hasAll) this.#stop();
    await this.#ended.promise;
  }

  end(): void {
    this.#ended.resolve();
  }
}

/**
 * Lets one request at a time work on an upload. A sender whose connection was lost comes back before the server has noticed: what
 * nothing comes from any more gives way, and anything else does not.
 */
export class UploadTurns {
  readonly #patienceMs: number;
  readonly #turns = new Map<string, Turn>();

  constructor(patienceMs = defaultPatienceMs) {
    this.#patienceMs = patienceMs;
  }

  /** `insists` is not kept waiting by a sender that is still at work. Throws the problem that somebody else has the turn. */
  async take(uploadId: string, { stop, insists }: { stop: () => void; insists: boolean }) {
    for (;;) {
      const other = this.#turns.get(uploadId);
      if (!other) break;
      if (!insists && !other.isSilent(this.#patienceMs)) throw uploadBusy();
      await other.finish();
    }
    const turn = new Turn(stop);
    this.#turns.set(uploadId, turn);
    void turn.ended.then(() => this.#turns.delete(uploadId));
    return turn;
  }

  /** Resolves when it is known how far the upload has come, unless it is coming in at this moment. */
  async settle(uploadId: string): Promise<void> {
    const turn = this.#turns.get(uploadId);
    if (turn?.isSilent(this.#patienceMs)) await turn.finish();
  }

  /** Ends every turn, with what has come safe. */
  async finishAll(): Promise<void> {
    await Promise.all([...this.#turns.values()].map((turn) => turn.finish()));
  }
}

function uploadBusy() {
  return new HttpProblem<UploadCode>({
    status: 423,
    code: 'upload_busy',
    detail: 'This upload is coming in on another connection. Wait until that has ended.',
    retryable: true,
  });
}
