import { httpResource } from '@angular/common/http';
import { Injectable, linkedSignal, signal } from '@angular/core';
import { routePath } from '@taleport/contracts/route';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story } from '@taleport/contracts/stories';

/** The story whose editor is open, as the server knows it beside its draft. */
@Injectable()
export class OpenStory {
  readonly id = signal('');
  readonly #read = httpResource<Story>(() =>
    this.id() === '' ? undefined : routePath(storyRoutes.get, { storyId: this.id() }),
  );
  /** What was told last stays when the server cannot be reached. */
  readonly known = linkedSignal<Story | undefined, Story | undefined>({
    source: () => (this.#read.hasValue() ? this.#read.value() : undefined),
    computation: (story, before) => story ?? before?.value,
  }).asReadonly();

  /** Asks the server again. */
  reload(): void {
    this.#read.reload();
  }

  mediaUrl(sha256: string): string {
    return routePath(mediaRoutes.get, { storyId: this.id(), sha256 });
  }
}
