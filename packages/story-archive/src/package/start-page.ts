import { type StoryDocument, textDirection } from '@taleport/story-model';
import { type Html, html } from './html.ts';
import type { PackageManifest } from './manifest.ts';
import { bookPolicy, bookScripts } from './start-page-book.ts';
import { type PageContext, type SectionContext, words } from './start-page-context.ts';
import { audioPlayer, pictureFigure } from './start-page-media.ts';
import { startPageStyle } from './start-page-style.ts';
import { startPageTexts } from './start-page-texts.ts';
import { endAnchor, tileArticle } from './start-page-tile.ts';

/**
 * A page of more tiles and options than this, counted in all languages, is one that no browser opens: without a bound, 200
 * languages of 10,000 tiles would be a page of several hundred megabytes, and 500 choices of 50 options, too. A book of 78
 * languages may have 1,282 pages.
 */
const maxParts = 100_000;

/**
 * `index.html`: the story as a book that opens in any browser, from the disk, and asks nothing of the network. The page is
 * the whole story in plain markup, a section per language, of which one is shown at a time; a script in it shows the
 * reader in its place, where the browser runs scripts and is young enough.
 */
export function startPage(manifest: PackageManifest, locale: string): string {
  const { story, files, missing, complete } = manifest;
  const { language: uiLanguage, texts } = startPageTexts(locale);
  const context: PageContext = {
    uiLanguage,
    texts,
    paths: new Map(files.map((file) => [file.sha256, file.path])),
    missing: new Set(missing.map(({ sha256 }) => sha256)),
    tileNumbers: new Map(story.tiles.map((tile, index) => [tile.id, index + 1])),
  };
  const languages = startingWith(locale, story.languages);
  const parts = countParts(story);
  return html`<!doctype html>
<html lang="${uiLanguage}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${bookPolicy}">
<title>${titleOf(manifest, languages[0] ?? '').text}</title>
<style>${startPageStyle}</style>
</head>
<body>
${!complete && html`<aside class="notice">${texts.incomplete}</aside>`}
${bookScripts(manifest, languages[0] ?? '')}
${languages.length > 1 && languageMenu(manifest, { languages, heading: texts.languages })}
<main>
${languages.map((language, index) => {
  const isWhole = (index + 1) * parts <= maxParts || index === 0;
  return languageSection(manifest, { ...context, language }, isWhole);
})}</main>
${footer(story, context)}
</body>
</html>
`.markup;
}

/** What the page has in each language, whether anything is written in it or not. */
function countParts({ tiles }: StoryDocument): number {
  return tiles.reduce(
    (sum, tile) => sum + 1 + (tile.kind === 'choice' ? tile.options.length : 0),
    0,
  );
}

/**
 * The language that the locale asks for first, then the author's order. A reader of `pt-BR` gets on with `pt`
 * or `pt-PT` where there is no better (RFC 4647, section 3.4, and the other way round).
 */
function startingWith(locale: string, languages: readonly string[]): string[] {
  const wanted = locale.toLowerCase();
  const [primary] = wanted.split('-');
  const first =
    languages.find((language) => language.toLowerCase() === wanted) ??
    languages.find((language) => language === primary) ??
    languages.find((language) => language.split('-')[0] === primary);
  if (first === undefined) return [...languages];
  return [first, ...languages.filter((language) => language !== first)];
}

/** Each language is named by the title in it, which its readers know. */
function languageMenu(
  manifest: PackageManifest,
  { languages, heading }: { readonly languages: readonly string[]; readonly heading: string },
): Html {
  const links = languages.map((language) => {
    const title = titleOf(manifest, language);
    return html`<li><a href="#${language}"><span lang="${title.language}" dir="${textDirection(title.language)}">${title.text}</span> <small>${language}</small></a></li>
`;
  });
  return html`<nav id="languages" aria-label="${heading}">
<h2>${heading}</h2>
<ul>
${links}</ul>
</nav>`;
}

function languageSection(
  manifest: PackageManifest,
  context: SectionContext,
  isWhole: boolean,
): Html {
  const { language, texts } = context;
  const { story } = manifest;
  const { length } = story.languages;
  return html`<section id="${language}" lang="${language}" dir="${textDirection(language)}">
${length > 1 && html`<p class="menu"><a href="#languages">${words(`${texts.languages} (${length})`, context)}</a></p>`}
${titleHeader(manifest, context)}
${isWhole ? story.tiles.map((tile) => tileArticle(tile, context)) : html`<p class="notice">${words(texts.titleOnly, context)}</p>`}
<p class="end" id="${endAnchor(context)}">${words(texts.theEnd, context)}</p>
${creditList(story, context)}
</section>
`;
}

function titleHeader(manifest: PackageManifest, context: SectionContext): Html {
  const { story } = manifest;
  const { language } = context;
  const title = titleOf(manifest, language);
  const otherLanguage =
    title.language !== language &&
    html` lang="${title.language}" dir="${textDirection(title.language)}"`;
  const summary = story.summary[language];
  return html`<header>
${pictureFigure(story.cover, context, 'eager')}
<div>
<h1${otherLanguage}>${title.text}</h1>
${summary && html`<p class="text">${summary}</p>`}
${audioPlayer(story.titleNarration[language], context)}
</div>
</header>`;
}

function creditList(story: StoryDocument, context: SectionContext): Html | undefined {
  const credits = story.credits[context.language] ?? [];
  if (credits.length === 0) return undefined;
  return html`<h2 class="credits">${words(context.texts.credits, context)}</h2>
<ul class="credits">${credits.map(({ role, name }) => html`<li><bdi>${role}</bdi>: <bdi>${name}</bdi></li>`)}</ul>`;
}

function footer({ license, source }: StoryDocument, { texts }: PageContext): Html | undefined {
  if (!license && !source) return undefined;
  return html`<footer>
${license && html`<p>${texts.license}: <bdi>${license}</bdi></p>`}
${source && html`<p>${texts.source}: <bdi>${source}</bdi></p>`}
</footer>`;
}

/** The title in a language, or else in the first that has one, or else the slug. */
function titleOf(
  { story, slug }: PackageManifest,
  language: string,
): { readonly text: string; readonly language: string } {
  const titled = [language, ...story.languages].find((each) => story.title[each]?.trim());
  if (titled === undefined) return { text: slug, language };
  return { text: story.title[titled] ?? '', language: titled };
}
