import { listOf, storyLimits } from '@taleport/story-model';
import { z } from 'zod';

/** The exporter writes null, leaves out, or writes the empty string where there is no text; they are one here. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const position = z
  .int()
  .nullish()
  .transform((value) => value ?? 0);

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

function oldList<Item extends z.ZodType>(item: Item) {
  return listOf(item, { max: storyLimits.tiles })
    .nullish()
    .transform((items) => items ?? []);
}

const formatVersion = z.int().nullish();
const names = oldList(z.string());

/** `answers` of a tile in `master.json`. */
const masterAnswer = z.looseObject({ answerId: z.string(), isCorrect: flag, sortOrder: position });

const masterTile = z.looseObject({
  tileId: z.string(),
  type: text,
  sortOrder: position,
  branchId: text,
  imageUrl: text,
  answers: oldList(masterAnswer),
});

/** `manifest/{id}/master.json`: what does not depend on the language. */
export const olderMaster = z.looseObject({
  formatVersion,
  id: z.string(),
  coverImageUrl: text,
  storyTopic: text,
  topicIds: names,
  ageGroupIds: names,
  tiles: oldList(masterTile),
});

const languageAnswer = z.looseObject({ answerId: z.string(), text });

const languageTile = z.looseObject({
  tileId: z.string(),
  caption: text,
  text,
  question: text,
  audioUrl: text,
  videoUrl: text,
  answers: oldList(languageAnswer),
});

/** `manifest/{id}/languages/{lang}.json`: the texts of one language. */
export const olderLanguage = z.looseObject({
  formatVersion,
  storyId: text,
  languageCode: text,
  title: text,
  summary: text,
  tiles: oldList(languageTile),
});

const dialogOption = z.looseObject({
  id: z.string(),
  nextNodeId: text,
  jumpToTileId: text,
  setBranchId: text,
  sortOrder: position,
  text,
});

const dialogNode = z.looseObject({
  nodeId: z.string(),
  text,
  audioUrl: text,
  options: oldList(dialogOption),
});

/** `manifest/{id}/dialogs/{lang}/{tileId}.json`: one dialog in one language. */
export const olderDialog = z.looseObject({
  formatVersion,
  storyId: text,
  languageCode: text,
  tileId: text,
  dialogRootNodeId: text,
  dialogNodes: oldList(dialogNode),
});

export type OlderMaster = z.infer<typeof olderMaster>;
export type OlderMasterTile = z.infer<typeof masterTile>;
export type OlderLanguageTile = z.infer<typeof languageTile>;
export type OlderLanguageTexts = z.infer<typeof olderLanguage>;
export type OlderDialog = z.infer<typeof olderDialog>;
export type OlderDialogNode = z.infer<typeof dialogNode>;
export type OlderDialogOption = z.infer<typeof dialogOption>;
