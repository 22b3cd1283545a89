import { z } from 'zod';
import { listOf } from './short-refusals.ts';
import { storyLimits } from './story-limits.ts';
import { localizedLongText, localizedShortText, perLanguage } from './story-text.ts';
import { destination, mediaId, partId, picture, translation } from './tile-parts.ts';

const everyTile = {
  id: partId,
  picture: picture.nullable().default(null),
  caption: localizedShortText.default({}),
  text: localizedLongText.default({}),
  narration: perLanguage(mediaId).default({}),
  /** Left out: the tile that follows. */
  next: destination.nullable().default(null),
  translations: perLanguage(translation).default({}),
};

const page = z.strictObject({ kind: z.literal('page'), ...everyTile });

const video = z.strictObject({
  kind: z.literal('video'),
  ...everyTile,
  video: perLanguage(mediaId).default({}),
});

const answer = z.strictObject({
  id: partId,
  text: localizedShortText.default({}),
  correct: z.boolean().default(false),
});

const quiz = z.strictObject({
  kind: z.literal('quiz'),
  ...everyTile,
  question: localizedShortText.default({}),
  answers: listOf(answer, { max: storyLimits.answersPerTile }).default([]),
});

const option = z.strictObject({
  id: partId,
  text: localizedShortText.default({}),
  goTo: destination,
});

const choice = z.strictObject({
  kind: z.literal('choice'),
  ...everyTile,
  options: listOf(option, { max: storyLimits.answersPerTile }).default([]),
});

export const tile = z.discriminatedUnion('kind', [page, quiz, choice, video]);

export type Tile = z.infer<typeof tile>;
