import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story, StoryList } from '@taleport/contracts/stories';
import { describe, expect, it } from 'vitest';
import { storyWith } from '../../../../test/factories.ts';
import { openComponent } from '../../../../test/open-component.ts';
import { BinPage } from './bin-page.ts';
import { LibraryPage } from './library-page.ts';

@Component({ template: '' })
class AnyPage {}

const routes = [{ path: '**', component: AnyPage }];

async function openLibrary(list: StoryList) {
  const opened = await openComponent(LibraryPage, { routes });
  const asked = await opened.server.answer<StoryList>(storyRoutes.list, list);
  return { ...opened, asked };
}

type Opened = Awaited<ReturnType<typeof openLibrary>>;

function titles({ screen }: Pick<Opened, 'screen'>): (string | null)[] {
  return screen.all('tp-story-card h2').map((heading) => heading.textContent);
}

const kite = storyWith({ title: 'The red kite', languages: ['en', 'ro', 'hu', 'fr'] });
const lamp = storyWith({ title: 'The lamp' });

describe('the library', () => {
  it('shows that it loads, and then the stories, each a link to its editor', async () => {
    const opened = await openComponent(LibraryPage, { routes });
    await expect.poll(() => opened.screen.text()).toContain('Loading your stories…');
    const { request } = await opened.server.answer<StoryList>(storyRoutes.list, {
      stories: [kite, lamp],
    });
    expect(request.params.toString()).toBe('limit=24&deleted=false');
    await expect.poll(() => titles(opened)).toEqual(['The red kite', 'The lamp']);
    expect(opened.screen.text()).toContain('English, Romanian +2');
    await opened.screen.press('The red kite');
    await expect.poll(() => TestBed.inject(Router).url).toBe(`/stories/${kite.id}`);
  });

  it('says what readers see of a story', async () => {
    const published = { publishedVersion: 1, latestVersion: 1 };
    const changed = storyWith({ ...published, hasUnpublishedChanges: true });
    const { screen } = await openLibrary({ stories: [lamp, storyWith(published), changed] });
    const said = () => screen.all('.state').map(({ textContent }) => textContent);
    await expect.poll(said).toEqual(['Draft', 'Published', 'Published, changed since']);
  });

  it('says when the server cannot be reached, and asks again', async () => {
    const opened = await openComponent(LibraryPage, { routes });
    await opened.server.lose(storyRoutes.list);
    await expect.poll(() => opened.screen.text()).toContain('The server cannot be reached.');
    await opened.screen.press('Try again');
    await opened.server.answer<StoryList>(storyRoutes.list, { stories: [lamp] });
    await expect.poll(() => titles(opened)).toEqual(['The lamp']);
  });

  it('lets the server search, and asks once for what was typed in one go', async () => {
    const opened = await openLibrary({ stories: [kite, lamp] });
    await opened.screen.fill('Search by title', 'soric');
    await opened.screen.fill('Search by title', 'soricel ');
    const { request } = await opened.server.answer<StoryList>(storyRoutes.list, { stories: [] });
    expect(request.params.get('q')).toBe('soricel');
    await expect.poll(() => opened.screen.text()).toContain('No story has “soricel” in its title.');
    opened.server.expectNoOtherRequest();
  });

  it('adds the next page to the one before', async () => {
    const opened = await openLibrary({ stories: [kite], nextCursor: '17~next' });
    await opened.screen.press('Show more');
    const { request } = await opened.server.answer<StoryList>(storyRoutes.list, {
      stories: [kite, lamp],
    });
    expect(request.params.get('cursor')).toBe('17~next');
    await expect.poll(() => titles(opened)).toEqual(['The red kite', 'The lamp']);
    expect(opened.screen.text()).not.toContain('Show more');
  });

  it('deletes a story, and brings it back', async () => {
    const opened = await openLibrary({ stories: [kite, lamp] });
    await opened.screen.press('More for “The lamp”');
    await opened.screen.press('Delete');
    await opened.server.answer<null>(storyRoutes.remove, null, parametersOf(lamp));
    await expect.poll(() => titles(opened)).toEqual(['The red kite']);
    await expect.poll(() => opened.screen.text()).toContain('Deleted “The lamp”.');
    await opened.screen.press('Undo');
    await opened.server.answer<Story>(storyRoutes.undelete, lamp, parametersOf(lamp));
    await opened.server.answer<StoryList>(storyRoutes.list, { stories: [kite, lamp] });
    await expect.poll(() => titles(opened)).toEqual(['The red kite', 'The lamp']);
  });

  it('keeps which stories it shows, and in which order, in the address', async () => {
    const opened = await openLibrary({ stories: [kite, lamp] });
    const choose = async (label: string, value: string) => {
      const field = (await opened.screen.find('select', label)) as HTMLSelectElement;
      field.value = value;
      field.dispatchEvent(new Event('change'));
    };
    await choose('Which stories', 'drafts');
    await expect.poll(() => TestBed.inject(Router).url).toBe('/?show=drafts');
    await choose('Order', 'title');
    await expect.poll(() => TestBed.inject(Router).url).toBe('/?show=drafts&order=title');
    opened.set('show', 'drafts');
    opened.set('order', 'title');
    const { request } = await opened.server.answer<StoryList>(storyRoutes.list, { stories: [] });
    expect(request.params.get('published')).toBe('false');
    expect(request.params.get('order')).toBe('title');
    await expect.poll(() => opened.screen.text()).toContain('No story is like that.');
  });

  it('makes another story of one', async () => {
    const opened = await openLibrary({ stories: [lamp] });
    await opened.screen.press('More for “The lamp”');
    expect(opened.screen.text()).not.toContain('See as a reader');
    await opened.screen.press('Duplicate');
    const document = { title: { en: 'The lamp' }, languages: ['en'], tiles: [] };
    await opened.server.answer<object>(
      storyRoutes.getDraft,
      { revision: 3, document },
      parametersOf(lamp),
    );
    const { request } = await opened.server.answer<Story>(storyRoutes.create, kite);
    expect(request.body).toEqual({ document: { ...document, title: { en: 'The lamp (2)' } } });
    await opened.server.answer<StoryList>(storyRoutes.list, { stories: [kite, lamp] });
    await expect.poll(() => opened.screen.text()).toContain('There is another “The lamp” now');
  });

  it.each([
    [20, 'changed now'],
    [5 * 60, 'changed 5 minutes ago'],
    [26 * 3_600, 'changed yesterday'],
    [30 * 86_400, /changed \w+ \d+, \d{4}/],
  ])('says of a story that was changed %i seconds ago: %s', async (seconds, words) => {
    const updatedAtUtc = new Date(Date.now() - seconds * 1000).toISOString();
    const { screen } = await openLibrary({ stories: [storyWith({ updatedAtUtc })] });
    await expect.poll(() => screen.all('.facts')[0]?.textContent).toMatch(words);
  });

  it('says that readers do not find a story any more, until one looks into the bin', async () => {
    const shown = storyWith({ title: 'The moon', publishedVersion: 1 });
    const opened = await openLibrary({ stories: [shown] });
    await opened.screen.press('More for “The moon”');
    await opened.screen.press('Delete');
    await opened.server.answer<null>(storyRoutes.remove, null, parametersOf(shown));
    const words = 'Deleted “The moon”. Readers do not find it any more.';
    await expect.poll(() => opened.screen.text()).toContain(words);
    TestBed.createComponent(BinPage);
    await expect.poll(() => opened.screen.text()).not.toContain(words);
  });

  it('keeps a story that could not be deleted', async () => {
    const opened = await openLibrary({ stories: [lamp] });
    await opened.screen.press('More for “The lamp”');
    await opened.screen.press('Delete');
    const refusal = { status: 503, code: 'unavailable' };
    await opened.server.refuse(storyRoutes.remove, refusal, parametersOf(lamp));
    const why = 'A part of the server is away for the moment. Try again soon.';
    await expect.poll(() => opened.screen.text()).toContain(why);
    expect(titles(opened)).toEqual(['The lamp']);
  });

  it('leads from a new story into its editor', async () => {
    const { screen, server } = await openLibrary({ stories: [] });
    await screen.press('Begin your first story');
    await screen.fill('Title of the story', ' Şoricelul ');
    await screen.fill('Language it is written in', 'roman');
    await screen.press('Romanian română');
    await screen.press('Create');
    const { request } = await server.answer<Story>(storyRoutes.create, lamp);
    expect(request.body).toEqual({ document: { title: { ro: 'Şoricelul' }, languages: ['ro'] } });
    await expect.poll(() => TestBed.inject(Router).url).toBe(`/stories/${lamp.id}`);
  });

  it.each([
    ['', 'English', 'A story needs a title.'],
    ['A dragon', 'Dragonish', 'Choose a language from the list'],
  ])('makes no story with the title “%s” in the language %s', async (title, language, words) => {
    const { screen, server } = await openLibrary({ stories: [] });
    await screen.press('New story');
    await screen.fill('Title of the story', title);
    await screen.fill('Language it is written in', language);
    await screen.press('Create');
    await expect.poll(() => screen.text()).toContain(words);
    server.expectNoOtherRequest();
  });
});

function parametersOf({ id }: Story) {
  return { parameters: { storyId: id } };
}
