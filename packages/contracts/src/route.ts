/** A route of the API, as the server registers it and as its clients call it. */
export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** With `:name` for each parameter. */
  readonly url: string;
  /** What one does with it, in a line. */
  readonly summary?: string;
}

/**
 * The path of a route with its parameters filled in, each percent-encoded. Throws a TypeError for one that is missing,
 * or that would lead to another route: an empty part, or one that stands for a folder.
 */
export function routePath(route: Route, parameters: Record<string, string | number> = {}): string {
  return route.url.replace(/:(\w+)/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new TypeError(`The route ${route.url} needs "${name}"`);
    if (['', '.', '..'].includes(String(value))) {
      throw new TypeError(`The route ${route.url} cannot have "${name}" as "${value}"`);
    }
    return encodeURIComponent(value);
  });
}
