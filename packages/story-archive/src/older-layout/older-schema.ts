import { storyLimits } from '@taleport/story-model';
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

/** The schema of the items of each list, which the list itself does not show. */
const itemsOfLists = new WeakMap<z.ZodType, z.ZodType>();

/** The schema of the items of a list of the older layout; undefined for any other schema. */
export function itemOfList(list: z.ZodType): z.ZodType | undefined {
  return itemsOfLists.get(list);
}

/**
 * A list that is left at its first bad item. A list of zod collects what is wrong with all of them, and a hostile package has
 * millions.
 */
function listOf<Item extends z.ZodType>(item: Item, maxLength: number = storyLimits.tiles) {
  const list = z
    .unknown()
    .optional()
    .transform((items, context): z.output<Item>[] => {
      if (items === undefined || items === null) return [];
      if (!Array.isArray(items) || items.length > maxLength) {
        context.addIssue({ code: 'custom', message: `Not a list of at most ${maxLength}` });
        return z.NEVER;
      }
      const parsed: z.output<Item>[] = [];
      for (const [index, each] of items.entries()) {
        const result = item.safeParse(each);
        if (!result.success) {
          const { path = [], message = '' } = result.error.issues[0] ?? {};
          context.addIssue({ code: 'custom', message, path: [index, ...path] });
          return z.NEVER;
        }
        parsed.push(result.data);
      }
      return parsed;
    });
  itemsOfLists.set(list, item);
  return list;
}

const formatVersion = z.int().nullish();
const names = listOf(z.string());

/** `answers` of a tile in `master.json`. */
const masterAnswer = z.looseObject({ answerId: z.string(), isCorrect: flag, sortOrder: position });

const masterTile = z.looseObject({
  tileId: z.string(),
  type: text,
  sortOrder: position,
  branchId: text,
  imageUrl: text,
  answers: listOf(masterAnswer),
});

/** `manifest/{id}/master.json`: what does not depend on the language. */
export const olderMaster = z.looseObject({
  formatVersion,
  id: z.string(),
  coverImageUrl: text,
  storyTopic: text,
  topicIds: names,
  ageGroupIds: names,
  tiles: listOf(masterTile),
});

const languageAnswer = z.looseObject({ answerId: z.string(), text });

const languageTile = z.looseObject({
  tileId: z.string(),
  caption: text,
  text,
  question: text,
  audioUrl: text,
  videoUrl: text,
  answers: listOf(languageAnswer),
});

/** `manifest/{id}/languages/{lang}.json`: the texts of one language. */
export const olderLanguage = z.looseObject({
  formatVersion,
  storyId: text,
  languageCode: text,
  title: text,
  summary: text,
  tiles: listOf(languageTile),
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
  options: listOf(dialogOption),
});

/** `manifest/{id}/dialogs/{lang}/{tileId}.json`: one dialog in one language. */
export const olderDialog = z.looseObject({
  formatVersion,
  storyId: text,
  languageCode: text,
  tileId: text,
  dialogRootNodeId: text,
  dialogNodes: listOf(dialogNode),
});

export type OlderMaster = z.infer<typeof olderMaster>;
export type OlderMasterTile = z.infer<typeof masterTile>;
export type OlderLanguageTile = z.infer<typeof languageTile>;
export type OlderLanguageTexts = z.infer<typeof olderLanguage>;
export type OlderDialog = z.infer<typeof olderDialog>;
export type OlderDialogNode = z.infer<typeof dialogNode>;
export type OlderDialogOption = z.infer<typeof dialogOption>;
