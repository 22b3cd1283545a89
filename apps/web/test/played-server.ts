import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { Problem } from '@taleport/contracts/problem';
import { type Route, routePath } from '@taleport/contracts/route';
import { vi } from 'vitest';

interface Asked {
  readonly parameters?: Record<string, string | number>;
}

/** The server, whose answers the test gives. */
export class PlayedServer {
  readonly #http = TestBed.inject(HttpTestingController);

  /** The request to a route, once it is made: its body, query and headers can be looked at. */
  request(route: Route, { parameters }: Asked = {}): Promise<TestRequest> {
    const path = routePath(route, parameters);
    return vi.waitFor(
      () => {
        TestBed.tick();
        const [found] = this.#http.match(
          ({ method, url }) => method === route.method && url === path,
        );
        if (!found) throw new Error(`Nothing has asked for ${route.method} ${path}`);
        return found;
      },
      { interval: 5 },
    );
  }

  /** Answers the next request to a route. `Answer` is the type that the contract names. */
  async answer<Answer extends object | null>(
    route: Route,
    body: NoInfer<Answer>,
    asked: Asked = {},
  ): Promise<TestRequest> {
    const request = await this.request(route, asked);
    request.flush(body);
    return request;
  }

  /** Refuses the next request to a route, as the server does it. */
  async refuse(
    route: Route,
    refusal: Pick<Problem, 'status' | 'code'> & Partial<Problem>,
    asked: Asked = {},
  ): Promise<void> {
    const request = await this.request(route, asked);
    const problem: Problem = {
      type: 'about:blank',
      title: 'Refused',
      detail: 'It is so.',
      instance: request.request.url,
      retryable: refusal.status >= 500,
      ...refusal,
    };
    request.flush(problem, { status: refusal.status, statusText: 'Refused' });
  }

  /** Lets the next request to a route fail on its way. */
  async lose(route: Route, asked: Asked = {}): Promise<void> {
    const request = await this.request(route, asked);
    request.error(new ProgressEvent('error'));
  }

  /** Throws when something was asked for that the test has not answered. */
  expectNoOtherRequest(): void {
    TestBed.tick();
    this.#http.verify();
  }
}
