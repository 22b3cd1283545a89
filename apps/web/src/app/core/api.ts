import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { type Route, routePath } from '@taleport/contracts/route';
import { firstValueFrom } from 'rxjs';

interface Call {
  readonly parameters?: Record<string, string | number>;
  readonly query?: Record<string, string | number | boolean>;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Asks the server by the routes of the contracts. */
@Injectable({ providedIn: 'root' })
export class Api {
  readonly #http = inject(HttpClient);

  /** The answer of a route. `Answer` is the type that its contract names. Throws ApiProblem. */
  call<Answer>(route: Route, { parameters, query, body, headers }: Call = {}): Promise<Answer> {
    return firstValueFrom(
      this.#http.request<Answer>(route.method, routePath(route, parameters), {
        ...(query && { params: query }),
        ...(headers && { headers }),
        ...(route.method !== 'GET' && { body: body ?? {} }),
      }),
    );
  }
}
