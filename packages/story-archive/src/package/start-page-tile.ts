import type { Destination, Tile } from '@taleport/story-model';
import { type Html, html } from './html.ts';
import { audioPlayer, type PageContext, pictureFigure, videoPlayer } from './start-page-media.ts';

/** For the jumps between tiles. Numbers count from 1. */
interface TileContext extends PageContext {
  readonly tileNumbers: ReadonlyMap<string, number>;
}

export function tileSection(tile: Tile, context: TileContext): Html {
  const { language, tileNumbers } = context;
  return html`<article id="${anchor(tile.id, context)}">
<h2>${tileNumbers.get(tile.id)}</h2>
${pictureFigure(tile.picture, context)}
${tile.caption[language] && html`<p class="caption">${tile.caption[language]}</p>`}
${paragraphs(tile.text[language])}
${audioPlayer(tile.narration[language], context)}
${kindParts(tile, context)}
${tile.next && html`<p>${destinationLink(tile.next, context, context.texts.next)}</p>`}
</article>
`;
}

function paragraphs(text = ''): Html[] {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => html`<p class="text">${paragraph}</p>`);
}

function kindParts(tile: Tile, context: TileContext): Html | undefined {
  switch (tile.kind) {
    case 'page':
      return undefined;
    case 'video':
      return videoPlayer(tile.video[context.language], context);
    case 'quiz':
      return quizParts(tile, context);
    case 'choice':
      return html`<ul>${tile.options.map(
        (option) => html`<li>${option.text[context.language]}
${destinationLink(option.goTo, context, context.texts.goTo)}</li>`,
      )}</ul>`;
  }
}

function quizParts(tile: Tile & { kind: 'quiz' }, { language, texts }: TileContext): Html {
  const correct = tile.answers.filter((answer) => answer.correct);
  return html`<p class="question">${tile.question[language]}</p>
<ul>${tile.answers.map((answer) => html`<li>${answer.text[language]}</li>`)}</ul>
<details><summary>${texts.showAnswer}</summary>
<ul>${correct.map((answer) => html`<li>${answer.text[language]}</li>`)}</ul></details>`;
}

/** A jump to a tile that is gone leads nowhere, and is not shown. */
function destinationLink(
  destination: Destination,
  context: TileContext,
  label: string,
): Html | undefined {
  if ('end' in destination) return html`${context.texts.theEnd}`;
  const number = context.tileNumbers.get(destination.tile);
  if (number === undefined) return undefined;
  return html`<a href="#${anchor(destination.tile, context)}">${label} ${number}</a>`;
}

function anchor(tileId: string, { language }: TileContext): string {
  return `${language}.${tileId}`;
}
