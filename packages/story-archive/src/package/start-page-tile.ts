import type { Destination, Tile } from '@taleport/story-model';
import { type Html, html } from './html.ts';
import { type SectionContext, words } from './start-page-context.ts';
import { audioPlayer, pictureFigure, videoPlayer } from './start-page-media.ts';

export function tileArticle(tile: Tile, context: SectionContext): Html {
  const { language, texts, tileNumbers } = context;
  const caption = tile.caption[language];
  return html`<article id="${anchor(tile.id, context)}">
<h2>${tileNumbers.get(tile.id)}</h2>
${pictureFigure(tile.picture, context)}
${caption && html`<p class="caption">${caption}</p>`}
${paragraphs(tile.text[language])}
${audioPlayer(tile.narration[language], context)}
${kindParts(tile, context)}
${tile.next && nextLink(jump(tile.next, context, texts.next), context)}
</article>
`;
}

/** Where a story's end is, for the jumps to it. No tile has this id, since ids begin with a letter or digit. */
export function endAnchor(context: SectionContext): string {
  return anchor('-end', context);
}

function paragraphs(text = ''): Html[] {
  return text
    .split(/(?:\r?\n){2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => html`<p class="text">${paragraph}</p>`);
}

function kindParts(tile: Tile, context: SectionContext): Html | undefined {
  switch (tile.kind) {
    case 'page':
      return undefined;
    case 'video':
      return videoPlayer(tile.video[context.language], context);
    case 'quiz':
      return quizParts(tile, context);
    case 'choice':
      return choiceParts(tile, context);
  }
}

function quizParts(tile: Tile & { kind: 'quiz' }, context: SectionContext): Html | undefined {
  const { language, texts } = context;
  const question = tile.question[language];
  const answers = tile.answers.filter(({ text }) => text[language]);
  const correct = answers.filter((answer) => answer.correct);
  if (!question && answers.length === 0) return undefined;
  const list = (some: typeof answers) =>
    html`<ul>${some.map(({ text }) => html`<li>${text[language]}</li>`)}</ul>`;
  return html`<div class="quiz">
${question && html`<p class="text">${question}</p>`}
${answers.length > 0 && list(answers)}
${
  correct.length > 0 &&
  html`<details><summary>${words(texts.showAnswer, context)}</summary>
${list(correct)}</details>`
}
</div>`;
}

function choiceParts(tile: Tile & { kind: 'choice' }, context: SectionContext): Html {
  const options = tile.options.map((option) => {
    const text = option.text[context.language];
    const target = jump(option.goTo, context, context.texts.goTo);
    if (!target) return text && html`<li>${text}</li>`;
    const where = words(target.label, context);
    const label = text ? html`${text} <small>${where}</small>` : where;
    return html`<li><a href="#${target.anchor}">${label}</a></li>`;
  });
  return html`<ul class="choice">${options}</ul>`;
}

function nextLink(target: Jump | undefined, context: SectionContext): Html | undefined {
  if (!target) return undefined;
  return html`<p class="next"><a href="#${target.anchor}">${words(target.label, context)}</a></p>`;
}

interface Jump {
  readonly anchor: string;
  readonly label: string;
}

/** A jump to a tile that is gone leads nowhere, and is none. */
function jump(destination: Destination, context: SectionContext, label: string): Jump | undefined {
  if ('end' in destination) return { anchor: endAnchor(context), label: context.texts.theEnd };
  const number = context.tileNumbers.get(destination.tile);
  if (number === undefined) return undefined;
  return { anchor: anchor(destination.tile, context), label: `${label} ${number}` };
}

function anchor(tileId: string, { language }: SectionContext): string {
  return `${language}.${tileId}`;
}
