import { type StoryDocument, storyLimits } from '@taleport/story-model';
import { keepText } from './keep-text.ts';
import type { LossList } from './loss-list.ts';
import type { OlderTexts } from './read-older-texts.ts';

/** The exporter names age groups `preschool_3_5`: from and to end the name. */
const ages = /(?:^|[^0-9])(\d{1,3})[_-](\d{1,3})$/;

/** The ages of all age groups that say theirs; the others are added to the losses. */
export function ageRangeOf(
  { master, masterEntry }: OlderTexts,
  losses: LossList,
): StoryDocument['ageRange'] {
  const found = master.ageGroupIds.flatMap((group, index) => {
    const [, from, to] = ages.exec(group) ?? [];
    const range = { from: Number(from), to: Number(to) };
    if (from !== undefined && range.from <= range.to && range.to <= 120) return [range];
    const message = `The age group ${JSON.stringify(group.slice(0, 100))} does not say from which to which age; it is not kept.`;
    const where = `${masterEntry}#/ageGroupIds/${index}`;
    losses.add({ code: 'age-group-not-kept', message, where });
    return [];
  });
  if (found.length === 0) return null;
  const from = found.reduce((least, range) => Math.min(least, range.from), 120);
  const to = found.reduce((most, range) => Math.max(most, range.to), 0);
  return { from, to };
}

/** The ids of the topics, as they are; the exporter has no names for them. */
export function topicsOf({ master, masterEntry }: OlderTexts, losses: LossList): string[] {
  const maxLength = storyLimits.shortTextLength;
  const named = master.topicIds.map((text, index) => ({
    ...{ text, where: `${masterEntry}#/topicIds/${index}` },
  }));
  const single = { text: master.storyTopic, where: `${masterEntry}#/storyTopic` };
  const seen = new Set<string>();
  const topics = [...named, single].filter(({ text }) => {
    const isNew = text.trim() !== '' && !seen.has(text);
    seen.add(text);
    return isNew;
  });
  for (const { where } of topics.slice(storyLimits.topics)) {
    const message = `A story has at most ${storyLimits.topics} topics; this one is not kept.`;
    losses.add({ code: 'topic-not-kept', message, where });
  }
  return topics.slice(0, storyLimits.topics).map((topic) => keepText(topic, { maxLength, losses }));
}
