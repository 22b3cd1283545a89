import type { Catalogue } from '@taleport/contracts/catalogue';
import { accountRoutes, newPasswordPath } from '@taleport/contracts/routes/accounts';
import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import { queueRoutes } from '@taleport/contracts/routes/jobs';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { StoryList } from '@taleport/contracts/stories';
import { noAccounts, playAccess, playAccounts } from './played-accounts.ts';
import { playJobs, playQueues } from './played-jobs.ts';
import { shownEditor } from './shown-editor.ts';
import { shownExports } from './shown-exports.ts';
import { shownForks } from './shown-forks.ts';
import { shownImports } from './shown-imports.ts';
import { shownJobs } from './shown-jobs.ts';
import type { ShownPage } from './shown-page.ts';
import { shownPublications } from './shown-publications.ts';

const noStories: StoryList = { stories: [] };
const noPublishedStories: Catalogue = { stories: [] };

/** Every page of the studio, and everything that can lie over one. */
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
    name: 'new-password',
    visitor: 'nobody',
    path: () => `${newPasswordPath}#token`,
    states: { data: 'form' },
  },
  {
    name: 'account',
    visitor: 'creator',
    path: () => '/account',
    asks: () => accountRoutes.access.url,
    prepare: playAccess,
    states: { loading: '[role=status]', error: '[role=alert]', data: 'form' },
  },
  {
    name: 'accounts',
    visitor: 'admin',
    path: () => '/admin/accounts',
    asks: () => accountRoutes.list.url,
    nothing: noAccounts,
    prepare: playAccounts,
    states: { loading: '[role=status]', error: '[role=alert]', empty: '.empty', data: 'li' },
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
  ...shownEditor,
  ...shownExports,
  ...shownImports,
  ...shownPublications,
  ...shownForks,
  ...shownJobs,
  {
    name: 'admin',
    visitor: 'admin',
    path: () => '/admin',
    asks: () => queueRoutes.list.url,
    prepare: async (page, stories) => {
      await playJobs(page, stories);
      await playQueues(page);
    },
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
    path: ({ published }) => `/catalogue/${published.slug}`,
    asks: ({ published }) => catalogueRoutes.get.url.replace(':slug', published.slug),
    states: { loading: '[role=status]', error: '[role=alert]', data: 'story-reader' },
  },
  { name: 'not-found', visitor: 'nobody', path: () => '/nowhere', states: { data: 'h1' } },
];
