import { createHash } from 'node:crypto';
import { checkStory, mapMedia, mediaUses, storyDocument } from '@taleport/story-model';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { olderSamples } from '../../test/older-arbitrary.ts';
import { convertOlder, olderContents } from '../../test/older-packages.ts';
import type { PackageContents } from '../../test/story-packages.ts';
import { jsonPointer } from './parse-older-json.ts';

const textFields = ['title', 'summary', 'caption', 'text', 'question'];
const fileFields = ['coverImageUrl', 'imageUrl', 'audioUrl', 'videoUrl'];

it('keeps each text and each file, or lists it', async () => {
  await fc.assert(
    fc.asyncProperty(olderSamples, async (sample) => {
      const { story, losses } = await convertOlder(sample);
      const hashed = mapMedia(story, (path) => createHash('sha256').update(path).digest('hex'));
      expect(storyDocument.parse(hashed)).toEqual(hashed);
      expect(
        checkStory(story, 1_000).errors.findings.filter(({ code }) => code === 'dead_jump'),
      ).toEqual([]);

      const isListed = (where: string) =>
        losses.some((loss) => where === loss.where || isInside(where, loss.where));
      const kept = stringsIn(story);
      const contents = olderContents(sample);
      const texts = fieldsOf(contents, textFields);
      const lost = texts.filter(({ value, where }) => !kept.has(value) && !isListed(where));
      expect(lost).toEqual([]);

      const used = new Set(mediaUses(story).map(({ sha256: path }) => path));
      const files = fieldsOf(contents, fileFields);
      const usedNames = new Set([...used].map(nameOf));
      const lostFiles = files.filter(
        ({ value, where }) => !usedNames.has(value) && !isListed(where),
      );
      expect(lostFiles).toEqual([]);
      const listedNames = new Set(files.filter(({ where }) => isListed(where)).map((f) => f.value));
      const lostEntries = Object.keys(sample.media ?? {}).filter(
        (path) => !used.has(path) && !isListed(path) && !listedNames.has(nameOf(path)),
      );
      expect(lostEntries).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

function isInside(where: string, outer: string): boolean {
  return where.startsWith(`${outer}/`) || where.startsWith(`${outer}#`);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The values of all fields with these names that say something, and where they are. */
function fieldsOf(contents: PackageContents, names: readonly string[]) {
  const found: { value: string; where: string }[] = [];
  const visit = (value: unknown, entry: string, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const innerPath = [...path, key];
      const isText = typeof inner === 'string' && inner !== '' && names.includes(key);
      if (isText) found.push({ value: inner, where: `${entry}#${jsonPointer(innerPath)}` });
      else visit(inner, entry, innerPath);
    }
  };
  for (const [entry, bytes] of contents) {
    if (entry.endsWith('.json')) visit(JSON.parse(Buffer.from(bytes).toString()), entry, []);
  }
  return found;
}

function stringsIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') found.add(value);
  else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) stringsIn(inner, found);
  }
  return found;
}
