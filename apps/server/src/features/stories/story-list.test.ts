import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story } from '@taleport/contracts/stories';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storyWith } from '../../../test/factories.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const list = async (author: TestClient, query: Record<string, string>) => {
  const response = await author.ask(storyRoutes.list, { query: `?${new URLSearchParams(query)}` });
  return response.json<{ stories: Story[]; nextCursor?: string }>();
};

const otherCursor = `?order=title&cursor=17~${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`;

const titled = (en: string) => storyWith({ title: { en, ro: `Ține-te bine: ${en}` } });

describe('the stories of an author', () => {
  it('come in pages, those first that were saved last', async () => {
    const author = await app.author('pages');
    const made: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      made.push((await author.createStory(titled(name))).id);
    }
    const [first = ''] = made;
    await author.saveDraft(first, titled('a again'));
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await list(author, { limit: '2', ...(cursor && { cursor }) });
      pages.push(page.stories.map(({ title }) => title));
      cursor = page.nextCursor;
    } while (cursor);
    expect(pages).toEqual([['a again', 'e'], ['d', 'c'], ['b']]);
  });

  it('that were saved at the same moment are each on one page', async () => {
    const author = await app.author('same-moment');
    const made: string[] = [];
    for (const name of ['a', 'b', 'c']) made.push((await author.createStory(titled(name))).id);
    const moment = new Date('2026-01-02T03:04:05.678Z');
    await app.adapters.database.db
      .updateTable('stories')
      .set({ updated_at: moment })
      .where('id', 'in', made)
      .execute();
    const one = await list(author, { limit: '1' });
    const two = await list(author, { limit: '1', cursor: one.nextCursor ?? '' });
    const three = await list(author, { limit: '1', cursor: two.nextCursor ?? '' });
    const shown = [one, two, three].flatMap(({ stories }) => stories.map(({ id }) => id));
    expect(shown).toEqual(made.toReversed());
    expect(three.nextCursor).toBeUndefined();
  });

  it('come by the alphabet where that is asked for, without case and accents', async () => {
    const author = await app.author('alphabet');
    for (const en of ['Éa', 'b', 'ea', 'D', 'c', '', 'D']) await author.createStory(titled(en));
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await list(author, { order: 'title', limit: '3', ...(cursor && { cursor }) });
      pages.push(page.stories.map(({ title }) => title));
      cursor = page.nextCursor;
    } while (cursor);
    expect(pages).toEqual([['', 'b', 'c'], ['D', 'D', 'Éa'], ['ea']]);
  });

  it('come apart: those that readers see, and the others', async () => {
    const author = await app.author('apart');
    const { story } = await author.publishedStory();
    const draft = await author.createStory(titled('draft'));
    const idsOf = async (published: string) =>
      (await list(author, { published })).stories.map(({ id }) => id);
    expect(await idsOf('true')).toEqual([story.id]);
    expect(await idsOf('false')).toEqual([draft.id]);
  });

  it.each(['ține', 'TINE-TE fox', 'fox'])('are found by %j in any of their titles', async (q) => {
    const author = await app.author('search');
    const { stories } = await list(author, {});
    if (stories.length === 0) {
      await author.createStory(titled('The fox'));
      await author.createStory(storyWith({ title: { en: 'The bear' } }));
    }
    const found = await list(author, { q });
    expect(found.stories).toMatchObject([
      { title: 'The fox', titles: { en: 'The fox', ro: 'Ține-te bine: The fox' } },
    ]);
  });

  it('say which have changes that readers do not see', async () => {
    const author = await app.author('changing');
    const { id } = await author.createStory(titled('as published'));
    const isChanged = async () =>
      (await list(author, {})).stories.map((story) => story.hasUnpublishedChanges);
    expect(await isChanged()).toEqual([false]);
    await author.publish(id);
    expect(await isChanged()).toEqual([false]);
    await author.saveDraft(id, titled('changed since'));
    expect(await isChanged()).toEqual([true]);
    await author.saveDraft(id, titled('as published'));
    expect(await isChanged()).toEqual([false]);
  });

  it('are nobody else’s, and the deleted ones are apart', async () => {
    const author = await app.author('deleting');
    const kept = await author.createStory(titled('kept'));
    const gone = await author.createStory(titled('gone'));
    await author.ask(storyRoutes.remove, { parameters: { storyId: gone.id } });
    const idsOf = async (query: Record<string, string>) =>
      (await list(author, query)).stories.map(({ id }) => id);
    expect(await idsOf({})).toEqual([kept.id]);
    expect(await idsOf({ deleted: 'true', q: 'gone' })).toEqual([gone.id]);
    expect(await idsOf({ deleted: 'true', q: 'kept' })).toEqual([]);
  });

  it.each([
    '?limit=0',
    '?limit=101',
    '?cursor=abc',
    '?order=size',
    '?published=maybe',
    otherCursor,
    '?q=%00',
    `?q=${'x'.repeat(201)}`,
  ])('cannot be asked for with %s', async (query) => {
    const response = await (await app.author()).ask(storyRoutes.list, { query });
    expect(response.json()).toMatchObject({ status: 400, code: 'validation_failed' });
  });
});
