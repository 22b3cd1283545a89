import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { canonicalJson, jsonOutline, storyDocument, storyLimits } from '@taleport/story-model';
import { expect, it } from 'vitest';
import { packageSample } from '../../test/story-packages.ts';
import { bufferSource, planBytes, planSource } from '../zip/archive-fixtures.ts';
import { inlineEntry, planArchive } from '../zip/plan-archive.ts';
import { buildPackage } from './build-package.ts';
import type { PackageMedia } from './sort-media.ts';
import { verifyPackage } from './verify-package.ts';

/** Languages of four letters are the shortest that there are enough of. */
function tag(index: number): string {
  const letters = [17_576, 676, 26, 1].map((place) => 97 + (Math.floor(index / place) % 26));
  return String.fromCharCode(...letters);
}

function sound(name: string): PackageMedia {
  const sha256 = createHash('sha256').update(name).digest('hex');
  const sizeBytes = Number.MAX_SAFE_INTEGER;
  return { sha256, mediaType: 'audio/mpeg', sizeBytes, crc32: 1, blobKey: name };
}

/** Nothing makes a manifest longer than media that the document names with few letters. */
function storyOfSounds(count: number) {
  const sounds = Array.from({ length: count }, (_, index) => sound(tag(index)));
  const perTile = storyLimits.languages;
  const tiles = Array.from({ length: Math.ceil(count / perTile) }, (_, tile) => ({
    kind: 'page',
    id: String(tile).padStart(64, 't'),
    narration: Object.fromEntries(
      sounds
        .slice(tile * perTile, (tile + 1) * perTile)
        .map((each, index) => [tag(index), each.sha256]),
    ),
  }));
  const story = storyDocument.parse({ title: {}, languages: ['en'], tiles });
  return { story, media: new Map(sounds.map((each) => [each.sha256, each])) };
}

/** How a package is judged whose story.json has so many zeros. */
async function judgeManifestOf(sizeBytes: number): Promise<unknown> {
  const zeros = { key: 'zeros', sha256: '0'.repeat(64) };
  const story = { name: 'story.json', sizeBytes, crc32: crc32(Buffer.alloc(sizeBytes)) };
  const rest = ['index.html', 'manifest-sha256.txt'].map((name) => inlineEntry(name, Buffer.of()));
  const plan = planArchive([{ ...story, content: zeros }, ...rest]);
  return await verifyPackage(planSource(plan)).catch((error) => error.rule);
}

it('the manifest of the largest story is not too large', async () => {
  const share = 32;
  const { story, media } = storyOfSounds(Math.ceil(storyLimits.documentBytes / 74 / share));
  expect(canonicalJson(story).length).toBeGreaterThan(storyLimits.documentBytes / share);
  const sample = packageSample({ story, media });
  const [manifest] = buildPackage(sample).entries;
  const largest = (manifest?.sizeBytes ?? 0) * share;
  const values =
    jsonOutline(Buffer.from(manifest?.content as Uint8Array).toString()).values * share;
  expect(values).toBeGreaterThan(0.85 * storyLimits.jsonValues);
  expect(values).toBeLessThan(storyLimits.jsonValues);
  expect(largest).toBeGreaterThan(4 * storyLimits.documentBytes);
  expect(await judgeManifestOf(largest)).toBe('manifest-not-json');
  expect(await judgeManifestOf(2 * largest)).toBe('entry-too-large');
});

it('the media files of the largest story are not too many', { timeout: 60_000 }, async () => {
  const count = Math.floor(storyLimits.documentBytes / 74);
  const names = ['story.json', 'index.html', 'manifest-sha256.txt'];
  for (let index = 0; index < count; index += 1)
    names.push(`media/audio/02-page.${tag(index)}.mp3`);
  const plan = planArchive(names.map((name) => inlineEntry(name, Buffer.of())));
  const source = bufferSource(planBytes(plan));
  await expect(verifyPackage(source)).rejects.toMatchObject({ rule: 'manifest-not-json' });
});
