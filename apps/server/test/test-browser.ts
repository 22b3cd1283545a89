import type { LightMyRequestResponse } from 'fastify';
import type { ApiApp } from '../src/http/api-app.ts';

/** Goes where it is led, with cookies, between the server under test and others on loopback. */
export class TestBrowser {
  readonly #app: ApiApp;
  readonly #ownOrigin: string;
  readonly #cookies = new Map<string, Map<string, string>>();

  constructor(app: ApiApp, ownOrigin: string) {
    this.#app = app;
    this.#ownOrigin = ownOrigin;
  }

  /** Follows redirects from an address of the server, up to the last or to the first that `stop` says; returns where it is. */
  async visit(path: string, stop: (url: URL) => boolean = () => false): Promise<URL> {
    let url = new URL(path, this.#ownOrigin);
    for (let hops = 0; hops < 10 && !stop(url); hops++) {
      const location = await this.#get(url);
      if (location === undefined) return url;
      url = new URL(location, url);
    }
    return url;
  }

  /** Asks the server as a script of its page does. */
  ask(
    route: { method: 'GET' | 'POST'; url: string },
    payload?: object,
  ): Promise<LightMyRequestResponse> {
    const host = new URL(this.#ownOrigin).host;
    const headers = { ...this.#headers(this.#ownOrigin), host, origin: this.#ownOrigin };
    return this.#app.inject({ ...route, headers, ...(payload && { payload }) });
  }

  async #get(url: URL): Promise<string | undefined> {
    const headers = this.#headers(url.origin);
    if (url.origin === this.#ownOrigin) {
      if (!url.pathname.startsWith('/api/')) return undefined;
      const answer = await this.#app.inject({
        url: url.pathname + url.search,
        headers: { ...headers, host: url.host },
      });
      this.#keep(url.origin, [answer.headers['set-cookie'] ?? []].flat());
      return answer.headers.location;
    }
    const answer = await fetch(url, { headers, redirect: 'manual' });
    this.#keep(url.origin, answer.headers.getSetCookie());
    return answer.headers.get('location') ?? undefined;
  }

  #headers(origin: string): Record<string, string> {
    const kept = [...(this.#cookies.get(origin) ?? [])];
    return kept.length > 0 ? { cookie: kept.map((pair) => pair.join('=')).join('; ') } : {};
  }

  #keep(origin: string, lines: readonly string[]): void {
    const kept = this.#cookies.get(origin) ?? new Map<string, string>();
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', ...value] = pair.split('=');
      const isGone = attributes.some((attribute) =>
        /^max-age=0$|^expires=Thu, 01 Jan 1970/i.test(attribute),
      );
      if (isGone) kept.delete(name);
      else kept.set(name, value.join('='));
    }
    this.#cookies.set(origin, kept);
  }
}
