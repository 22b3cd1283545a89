import { describe, expect, it } from 'vitest';
import { type Route, routePath } from './route.ts';
import { storyExportRoutes } from './routes/story-export.ts';

const route: Route = { method: 'GET', url: '/api/stories/:storyId/media/:name' };

describe('the path of a route', () => {
  it('has its parameters', () => {
    expect(routePath(route, { storyId: 7, name: 'a' })).toBe('/api/stories/7/media/a');
    expect(routePath({ method: 'POST', url: '/api/stories', summary: 'Make a story' })).toBe(
      '/api/stories',
    );
    expect(routePath(storyExportRoutes.create, { locale: 'pt-BR', storyId: 's' })).toBe(
      '/api/pt-BR/stories/s/export',
    );
  });

  it('has each of them as one part, whatever is in it', () => {
    expect(routePath(route, { storyId: '../x?y#z', name: 'a/b c:é%$&' })).toBe(
      '/api/stories/..%2Fx%3Fy%23z/media/a%2Fb%20c%3A%C3%A9%25%24%26',
    );
  });

  it('needs all of them', () => {
    expect(() => routePath(route, { storyId: 7 })).toThrow(
      new TypeError(`The route ${route.url} needs "name"`),
    );
    expect(() => routePath(route)).toThrow(TypeError);
  });

  it.each(['', '.', '..'])('does not lead to another route by %j', (name) => {
    expect(() => routePath(route, { storyId: 7, name })).toThrow(TypeError);
  });
});
