import type { Story } from '@taleport/contracts/stories';
import type { Page } from 'playwright-core';

/** What became of the request that a page is about: no answer yet, a refusal, nothing found, something found. */
export type PageState = 'loading' | 'error' | 'empty' | 'data';

/** The stories that the pages show. */
export interface ShownStories {
  /** One of the samples, as readers see it. */
  readonly published: Story;
  /** A story of which some is missing, outdated, unreachable or in the bin. */
  readonly unfinished: Story;
}

/** A page, or what lies over one. */
export interface ShownPage {
  readonly name: string;
  /** Who looks at it. */
  readonly visitor: 'nobody' | 'creator' | 'admin';
  path(stories: ShownStories): string;
  /** The path of the request that it is about. */
  asks?(stories: ShownStories): string;
  /** The answer that leaves it empty. */
  readonly nothing?: object;
  /** For each state that it has, a selector of what can be seen then. */
  readonly states: Partial<Record<PageState, string>>;
  /** Plays what the server would have to be brought to, before the page is opened. */
  prepare?(page: Page, stories: ShownStories): Promise<unknown>;
  /** What somebody does on the page to come to see it; each button is found by its class or tag, in any language. */
  act?(page: Page, stories: ShownStories): Promise<unknown>;
  /** Whether it lies over a page, so that the picture is of the window and not of the whole page. */
  readonly liesOver?: boolean;
  /** Whether the README shows it. */
  readonly isInReadme?: boolean;
}
