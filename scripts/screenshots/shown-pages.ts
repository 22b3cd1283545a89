import type { Catalogue } from '@taleport/contracts/catalogue';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import { queueRoutes } from '@taleport/contracts/routes/jobs';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story, StoryList } from '@taleport/contracts/stories';

/** What became of the request that a page is about: no answer yet, a refusal, nothing found, something found. */
export type PageState = 'loading' | 'error' | 'empty' | 'data';

export interface ShownPage {
  readonly name: string;
  /** Who looks at it. */
  readonly visitor: 'nobody' | 'creator' | 'admin';
  /** Its address. `story` is one of the samples. */
  path(story: Story): string;
  /** The path of the request that it is about. */
  asks?(story: Story): string;
  /** The answer that leaves it empty. */
  readonly nothing?: object;
  /** For each state that it has, a selector of what can be seen then. */
  readonly states: Partial<Record<PageState, string>>;
  /** Whether the README shows it. */
  readonly isInReadme?: boolean;
}

const noStories: StoryList = { stories: [] };
const noPublishedStories: Catalogue = { stories: [] };

/** Every page of the studio. */
export const shownPages: readonly ShownPage[] = [
  {
    name: 'sign-in',
    visitor: 'nobody',
    path: () => '/sign-in',
    asks: () => accountRoutes.sessionOptions.url,
    states: { error: 'tp-sign-in-form', data: '.demo button' },
    isInReadme: true,
  },
  {
    name: 'library',
    visitor: 'creator',
    path: () => '/library',
    asks: () => storyRoutes.list.url,
    nothing: noStories,
    states: {
      loading: '.placeholder',
      error: '[role=alert]',
      empty: '.empty',
      data: 'tp-story-card',
    },
    isInReadme: true,
  },
  {
    name: 'bin',
    visitor: 'creator',
    path: () => '/library/bin',
    asks: () => storyRoutes.list.url,
    nothing: noStories,
    states: { loading: '.placeholder', error: '[role=alert]', empty: '.empty', data: 'li' },
  },
  {
    name: 'editor',
    visitor: 'creator',
    path: ({ id }) => `/stories/${id}`,
    asks: ({ id }) => storyRoutes.getDraft.url.replace(':storyId', id),
    states: { loading: '.loading', error: 'tp-complaint', data: 'tp-tile-list img' },
    isInReadme: true,
  },
  {
    name: 'admin',
    visitor: 'admin',
    path: () => '/admin',
    asks: () => queueRoutes.list.url,
    states: { loading: '[role=status]', error: '[role=alert]', data: 'tp-job-row' },
  },
  {
    name: 'catalogue',
    visitor: 'nobody',
    path: () => '/catalogue',
    asks: () => catalogueRoutes.list.url,
    nothing: noPublishedStories,
    states: {
      loading: '.placeholder',
      error: '[role=alert]',
      empty: '.empty',
      data: 'tp-catalogue-card',
    },
  },
  {
    name: 'reader',
    visitor: 'nobody',
    path: ({ slug }) => `/catalogue/${slug}`,
    asks: ({ slug }) => catalogueRoutes.get.url.replace(':slug', slug),
    states: { loading: '[role=status]', error: '[role=alert]', data: 'story-reader' },
  },
  { name: 'not-found', visitor: 'nobody', path: () => '/nowhere', states: { data: 'h1' } },
];
