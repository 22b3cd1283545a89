import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import type { Story } from '@taleport/contracts/stories';
import type { ForkedFrom, TakenUpdates, UpdatesPreview } from '@taleport/contracts/story-fork';
import { storyDocument } from '@taleport/story-model';
import { expect, it } from 'vitest';
import { storyWith } from '../../../../../test/factories.ts';
import { openComponent } from '../../../../../test/open-component.ts';
import { DraftSaver } from '../draft/draft-saver.ts';
import { OpenStory } from '../open-story.ts';
import { OriginalView } from './original-view.ts';

const forkedFrom: ForkedFrom = {
  originId: '00000000-0000-4000-8000-000000000009',
  version: 1,
  title: 'The lamp',
  by: ['Nela'],
  license: 'CC BY 4.0',
  slug: 'the-lamp',
  latestVersion: 2,
  isGone: false,
  earlier: [],
};
const story = storyWith({ forkedFrom });
const parameters = { storyId: story.id };
const tiles = [{ kind: 'page' as const, id: 'a', text: { en: 'Mine', ro: 'Unu' } }];
const preview: UpdatesPreview = {
  fromVersion: 1,
  version: 2,
  draftRevision: 7,
  open: {
    shared: 1,
    languages: [
      { language: 'en', changes: 1 },
      { language: 'ro', changes: 1 },
    ],
  },
  changes: [
    { path: ['tiles', 'a', 'text', 'en'], language: 'en', before: 'One', after: 'One!' },
    { path: ['tiles', 'a', 'text', 'ro'], language: 'ro', before: 'Unu', after: 'Unu!' },
    { path: ['tiles'], before: ['a', 'b'], after: ['b', 'a'] },
  ],
  conflicts: [{ path: ['tiles', 'a', 'text', 'en'], mine: 'Mine', theirs: 'One!' }],
  document: storyDocument.parse({ title: { en: 'The lamp' }, languages: ['en', 'ro'], tiles }),
};

function openStory(): OpenStory {
  const open = new OpenStory();
  open.id.set(story.id);
  return open;
}

async function openView() {
  const reloads: string[] = [];
  const saver = {
    flush: async () => {},
    reload: async (name: string) => {
      reloads.push(name);
    },
  };
  const opened = await openComponent(OriginalView, {
    providers: [
      { provide: OpenStory, useFactory: openStory },
      { provide: DraftSaver, useValue: saver },
    ],
  });
  await opened.server.answer<Story>(storyRoutes.get, story, { parameters });
  return { ...opened, reloads };
}

it('shows what has changed, lets one choose, and takes what was chosen', async () => {
  const { screen, server, reloads } = await openView();
  expect(screen.text()).toContain('Looking what has changed…');
  const look = () =>
    server.answer<UpdatesPreview>(storyForkRoutes.previewUpdates, preview, { parameters });
  expect((await look()).request.body).toEqual({ shared: true });
  await expect.poll(() => screen.text()).toContain('Made from “The lamp” by Nela');
  expect(screen.text()).toContain('in another order');

  (await screen.find('input', 'Romanian (1)')).click();
  expect((await look()).request.body).toEqual({ shared: true, languages: ['en'] });
  (await screen.find('input', 'The original One!')).click();
  await screen.press('Take over what is chosen');
  const taken = await server.request(storyForkRoutes.takeUpdates, { parameters });
  expect(taken.request.headers.get('if-match')).toBe('"7"');
  expect(taken.request.body).toEqual({
    version: 2,
    shared: true,
    languages: ['en'],
    takeTheirs: [['tiles', 'a', 'text', 'en']],
    leaveRest: false,
  });
  taken.flush({ revision: 8, fromVersion: 1 } satisfies TakenUpdates);
  await server.answer<UpdatesPreview>(
    storyForkRoutes.previewUpdates,
    { ...preview, open: { shared: 0, languages: [] }, changes: [], conflicts: [] },
    { parameters },
  );
  await screen.find('[role=status]', 'The original has nothing new.');
  expect(reloads).toEqual(['takeUpdates']);
  expect(screen.text()).toContain('Your draft has what you chose now.');
});

it('says that nothing was taken where my side was chosen everywhere', async () => {
  const { screen, server, reloads } = await openView();
  const look = (shown: UpdatesPreview) =>
    server.answer<UpdatesPreview>(storyForkRoutes.previewUpdates, shown, { parameters });
  await look(preview);
  await expect.poll(() => screen.all('.end button:enabled')).toHaveLength(1);
  await screen.press('Take over what is chosen');
  const kept: TakenUpdates = { revision: preview.draftRevision, fromVersion: 2 };
  await server.answer<TakenUpdates>(storyForkRoutes.takeUpdates, kept, { parameters });
  await look({
    ...preview,
    fromVersion: 2,
    open: { shared: 0, languages: [] },
    changes: [],
    conflicts: [],
  });
  await screen.find('[role=status]', 'Your draft stays as it was: nothing was taken over.');
  expect(reloads).toEqual([]);
});

it('asks nothing about a version in which nothing is new', async () => {
  const { screen, server } = await openView();
  const nothing = { ...preview, open: { shared: 0, languages: [] }, changes: [], conflicts: [] };
  await server.answer<UpdatesPreview>(storyForkRoutes.previewUpdates, nothing, { parameters });
  const { request } = await server.answer<TakenUpdates>(
    storyForkRoutes.takeUpdates,
    { revision: preview.draftRevision, fromVersion: 2 },
    { parameters },
  );
  expect(request.body).toEqual({ version: 2, leaveRest: true });
  await screen.find('[role=status]', 'The original has nothing new.');
});

it('says that the original is gone, or why nothing can be asked', async () => {
  const { screen, server } = await openView();
  const refused = { status: 503, code: 'unavailable' };
  await server.refuse(storyForkRoutes.previewUpdates, refused, { parameters });
  await screen.press('Try again');
  const gone = { status: 409, code: 'original_gone' };
  await server.refuse(storyForkRoutes.previewUpdates, gone, { parameters });
  await screen.find(
    '[role=status]',
    'The original cannot be read any more. What you have stays yours.',
  );
});
