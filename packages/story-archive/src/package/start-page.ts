import { type StoryDocument, textDirection } from '@taleport/story-model';
import { type Html, html } from './html.ts';
import type { PackageManifest } from './manifest.ts';
import { startPageStyle } from './start-page-style.ts';
import { startPageTexts } from './start-page-texts.ts';
import { tileSection } from './start-page-tile.ts';
import { audioPlayer, type PageContext, pictureFigure } from './start-page-media.ts';

/**
 * `index.html`: the whole story as a plain page, a section per language. It has no script and asks nothing of the
 * network, so it opens in any browser, from the disk.
 */
export function startPage(manifest: PackageManifest, locale: string): string {
  const { story } = manifest;
  const { language, texts } = startPageTexts(locale);
  const paths = new Map(manifest.files.map((file) => [file.sha256, file.path]));
  const languages = startingWith(locale, story.languages);
  const title = titleIn(story, languages[0] ?? '');
  const sections = languages.map((each) =>
    languageSection(story, { language: each, texts, paths }),
  );
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="script-src 'none'; object-src 'none'">
<title>${title}</title>
<style>${startPageStyle}</style>
</head>
<body>
<nav aria-label="${texts.languages}"><ul>
${languages.map((each) => languageLink(story, each))}</ul></nav>
<main>
${sections}</main>
${story.license && html`<footer>${texts.license}: ${story.license}. ${story.source}</footer>`}
</body>
</html>
`.markup;
}

/** The locale's own language first, then the author's order. */
function startingWith(locale: string, languages: readonly string[]): string[] {
  const first = languages.find((language) => language === locale);
  return first ? [first, ...languages.filter((language) => language !== first)] : [...languages];
}

/** Each language is named by the title in it, which its readers know. */
function languageLink(story: StoryDocument, language: string): Html {
  const direction = textDirection(language);
  return html`<li><a href="#${language}" lang="${language}" dir="${direction}">${titleIn(story, language)} (${language})</a></li>
`;
}

function languageSection(story: StoryDocument, context: PageContext): Html {
  const { language, texts } = context;
  const tileNumbers = new Map(story.tiles.map((tile, index) => [tile.id, index + 1]));
  const credits = story.credits[language] ?? [];
  return html`<section id="${language}" lang="${language}" dir="${textDirection(language)}">
<header>
<h1>${titleIn(story, language)}</h1>
${story.summary[language] && html`<p>${story.summary[language]}</p>`}
${pictureFigure(story.cover, context)}
${audioPlayer(story.titleNarration[language], context)}
</header>
${story.tiles.map((tile) => tileSection(tile, { ...context, tileNumbers }))}
<p class="end">${texts.theEnd}</p>
${
  credits.length > 0 &&
  html`<h2>${texts.credits}</h2>
<ul class="credits">${credits.map(({ role, name }) => html`<li>${role}: ${name}</li>`)}</ul>`
}
</section>
`;
}

function titleIn(story: StoryDocument, language: string): string {
  return story.title[language] ?? story.title[story.languages[0] ?? ''] ?? '';
}
