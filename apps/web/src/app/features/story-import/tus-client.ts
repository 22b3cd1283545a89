import { HttpClient, HttpEventType, type HttpResponse } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { routePath } from '@taleport/contracts/route';
import { appendHeaders, tusHeaders, uploadRoutes } from '@taleport/contracts/routes/uploads';
import { filter, firstValueFrom, map, type Observable } from 'rxjs';

/** How far an upload is, and of which file it is. */
export interface UploadState {
  readonly offset: number;
  /** As the browser that began it knew it, in milliseconds since 1970; undefined where it did not say. */
  readonly lastModified: number | undefined;
}

export interface SentBytes {
  /** From the beginning of the file. */
  readonly bytes: number;
  /** Whether the server has them safe; else they are on their way. */
  readonly isSafe: boolean;
}

/**
 * As much as goes into one request. A proxy may hold back or refuse longer ones, and what a session that ends meanwhile
 * has sent is not lost.
 */
const pieceBytes = 64 * 1024 * 1024;

/**
 * Speaks tus 1.0.0 (https://tus.io/protocols/resumable-upload) through the HTTP client of the studio, so that a session
 * that ends is noticed here as everywhere. Everything fails with ApiProblem.
 */
@Injectable({ providedIn: 'root' })
export class TusClient {
  readonly #http = inject(HttpClient);

  /** Begins an upload; its id. */
  async create(file: File): Promise<string> {
    const { url } = uploadRoutes.create;
    const headers = {
      ...tusHeaders,
      'upload-length': String(file.size),
      'upload-metadata': `filename ${base64(file.name)},lastmodified ${base64(String(file.lastModified))}`,
    };
    const answer = await firstValueFrom(
      this.#http.post(url, null, { headers, observe: 'response' }),
    );
    return answer.headers.get('location')?.split('/').at(-1) ?? '';
  }

  async look(uploadId: string): Promise<UploadState> {
    const url = routePath(uploadRoutes.offset, { uploadId });
    const { headers } = await firstValueFrom(
      this.#http.head(url, { headers: tusHeaders, observe: 'response' }),
    );
    const [, lastModified] = /(?:^|,)lastmodified ([\w+/=]+)/.exec(metadataOf(headers)) ?? [];
    return {
      offset: offsetOf(headers),
      lastModified: lastModified === undefined ? undefined : Number(atob(lastModified)),
    };
  }

  /** Sends a piece of the file from an offset on; the last that is heard of it is what the server has then. */
  append(uploadId: string, file: File, offset: number): Observable<SentBytes> {
    const url = routePath(uploadRoutes.append, { uploadId });
    const piece = file.slice(offset, offset + pieceBytes);
    const options = {
      headers: appendHeaders(offset),
      observe: 'events',
      reportProgress: true,
    } as const;
    return this.#http.patch(url, piece, options).pipe(
      map((event): SentBytes | undefined => {
        if (event.type === HttpEventType.UploadProgress) {
          return { bytes: offset + event.loaded, isSafe: false };
        }
        if (event.type !== HttpEventType.Response) return undefined;
        return { bytes: offsetOf(event.headers), isSafe: true };
      }),
      filter((sent) => sent !== undefined),
    );
  }

  async remove(uploadId: string): Promise<void> {
    const url = routePath(uploadRoutes.remove, { uploadId });
    await firstValueFrom(this.#http.delete(url, { headers: tusHeaders }));
  }
}

type Headers = HttpResponse<unknown>['headers'];

function offsetOf(headers: Headers): number {
  return Number(headers.get('upload-offset'));
}

function metadataOf(headers: Headers): string {
  return headers.get('upload-metadata') ?? '';
}

/** Of the text in UTF-8, as the protocol wants it. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
