import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { DeletedTile } from '@taleport/contracts/stories';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture, storyWith } from '../../../test/factories.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { mediaBlobKey } from '../../infrastructure/blob-keys.ts';
import { sweepAll } from '../../jobs/sweeper.ts';

let app: TestApp;
let author: TestClient;
beforeAll(async () => {
  // Nothing that is not used is kept any longer than it must be.
  app = await startTestApp({ environment: { UNUSED_KEEP_HOURS: '0' } });
  author = await app.author();
});
afterAll(() => app.close());

const page = (id: string, extra = {}) => ({ kind: 'page' as const, id, ...extra });
const dayMs = 86_400_000;

async function deletedTiles(storyId: string): Promise<DeletedTile[]> {
  const response = await author.ask(storyRoutes.listDeletedTiles, { parameters: { storyId } });
  expect(response.statusCode).toBe(200);
  return response.json().tiles;
}

describe('a tile that is taken out of a draft', () => {
  it('can be found with all that was on it, and is forgotten when it is there again', async () => {
    const story = await author.createStory(
      storyWith({ tiles: [page('a'), page('b', { text: { en: 'Second' } }), page('c')] }),
    );
    expect(await deletedTiles(story.id)).toEqual([]);
    await author.saveDraft(story.id, storyWith({ tiles: [page('a'), page('c')] }));
    await author.saveDraft(story.id, storyWith({ tiles: [page('a')] }));
    const deleted = await deletedTiles(story.id);
    expect(deleted.map(({ tile, number }) => [tile.id, number])).toEqual([
      ['c', 2],
      ['b', 2],
    ]);
    expect(deleted[1]?.tile.text).toEqual({ en: 'Second' });
    const [first] = deleted;
    expect(Date.parse(first?.goneAtUtc ?? '') - Date.parse(first?.deletedAtUtc ?? '')).toBe(
      30 * dayMs,
    );

    await author.saveDraft(story.id, storyWith({ tiles: [page('b'), page('a')] }));
    expect((await deletedTiles(story.id)).map(({ tile }) => tile.id)).toEqual(['c']);
  });

  it('keeps its media for 30 days', async () => {
    const story = await author.createStory();
    const { sha256 } = await author.upload(story.id, picture());
    const pictured = page('a', { picture: { media: sha256 } });
    await author.saveDraft(story.id, storyWith({ tiles: [pictured, page('z')] }));
    await author.saveDraft(story.id, storyWith({ tiles: [page('y')] }));
    const isStored = async () => {
      await sweepAll(app.engine);
      await sweepAll(app.engine);
      return (await app.adapters.blobs.stat(mediaBlobKey(sha256))) !== undefined;
    };
    const makeOld = (days: number) =>
      app.adapters.database.db
        .updateTable('deleted_tiles')
        .set({ deleted_at: new Date(Date.now() - days * dayMs) })
        .execute();
    await makeOld(29);
    expect(await isStored()).toBe(true);
    expect((await deletedTiles(story.id)).map(({ tile }) => tile.id)).toContain('a');
    await makeOld(31);
    expect(await isStored()).toBe(false);
    expect(await deletedTiles(story.id)).toEqual([]);
  });

  it('belongs to the story: nobody else finds it', async () => {
    const story = await author.createStory(storyWith({ tiles: [page('a')] }));
    await author.saveDraft(story.id, storyWith({ tiles: [] }));
    const other = await app.author('stranger');
    const parameters = { storyId: story.id };
    expect((await other.ask(storyRoutes.listDeletedTiles, { parameters })).statusCode).toBe(404);
  });
});
