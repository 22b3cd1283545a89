import { createHash, randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { inlineEntry, planArchive } from '@taleport/story-archive';
import { fileBlobs } from '../src/infrastructure/file-blobs/file-blobs.ts';
import { linkSigner } from '../src/infrastructure/file-blobs/link-signer.ts';

/**
 * A process of its own, to be watched from outside: stores a blob of 40 MiB, once whole and once piece by piece, and composes a package of it in the folder that is
 * its argument, and says so on the standard output right after each.
 */
const [, , folder = ''] = process.argv;
const blobs = await fileBlobs(join(folder, 'blobs'), linkSigner('a secret of the tests', '/blobs'));
const bytes = randomBytes(40 * 1024 * 1024);

async function* content() {
  for (let at = 0; at < bytes.length; at += 4_000_000) yield bytes.subarray(at, at + 4_000_000);
}
await blobs.promote(await blobs.stage(content()), 'media/blob');
writeSync(1, 'acknowledged upload\n');

await blobs.append({
  key: 'uploads/grows',
  offset: 0,
  sizeBytes: bytes.length,
  content: content(),
  onSafe: async (safeBytes) => void writeSync(1, `acknowledged part ${safeBytes}\n`),
});

const blob = {
  name: 'blob.bin',
  sizeBytes: bytes.length,
  crc32: crc32(bytes),
  content: { key: 'media/blob', sha256: createHash('sha256').update(bytes).digest('hex') },
};
await blobs.compose({
  key: 'exports/package.zip',
  plan: planArchive([inlineEntry('text.txt', Buffer.from('text')), blob]),
  signal: new AbortController().signal,
  onProgress: () => undefined,
});
writeSync(1, 'acknowledged package\n');
