/** A route of the API, as the server registers it and as its clients call it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `:name` for each parameter. */
  readonly path: string;
}

/** The path of a route with its parameters filled in, each percent-encoded. Throws for one that is missing. */
export function routePath(route: Route, parameters: Record<string, string | number> = {}): string {
  return route.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new TypeError(`The route ${route.path} needs "${name}"`);
    return encodeURIComponent(value);
  });
}
