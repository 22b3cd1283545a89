import { HttpClient, type HttpResponse } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { routePath } from '@taleport/contracts/route';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import type { Observable } from 'rxjs';
import { Api } from '../../core/api.ts';
import { InterfaceLanguage } from '../../core/interface-language.ts';
import { type ExportChoice, exportBody } from './export-choice.ts';

/** What an author asks of the server about the export of a story. */
@Injectable({ providedIn: 'root' })
export class StoryEditorService {
  readonly #api = inject(Api);
  readonly #http = inject(HttpClient);
  readonly #language = inject(InterfaceLanguage);

  /**
   * Begins the export and returns its job, which runs on the server from then on. The same choice with the same key is the
   * same job, however often it is sent. Throws ApiProblem.
   */
  exportFullStoryAsync(
    choice: ExportChoice,
    idempotencyKey: string,
  ): Promise<ExportStatusDocument> {
    const route =
      choice.version === 'draft' ? storyExportRoutes.createDraft : storyExportRoutes.create;
    return this.#api.call<ExportStatusDocument>(route, {
      parameters: { locale: this.#language.code(), storyId: choice.storyId },
      headers: { 'idempotency-key': idempotencyKey },
      body: exportBody(choice),
    });
  }

  /** The status of an export job, with the headers that say when to ask again. Fails with ApiProblem. */
  getExportJobStatus(
    storyId: string,
    jobId: string,
  ): Observable<HttpResponse<ExportStatusDocument>> {
    const path = routePath(storyExportRoutes.status, { storyId, jobId });
    return this.#http.get<ExportStatusDocument>(path, { observe: 'response' });
  }
}
