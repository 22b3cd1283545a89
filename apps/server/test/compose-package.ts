import { writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planArchive } from '@taleport/story-archive';
import { fileBlobs } from '../src/infrastructure/file-blobs/file-blobs.ts';
import { linkSigner } from '../src/infrastructure/file-blobs/link-signer.ts';

/**
 * A process of its own, to be made to fail from outside: composes `exports/package.zip` from the entries in
 * `entries.json` of the folder that is its argument, and says on the standard output how many bytes are safe, each time
 * that it is told. With a second argument it kills itself when so many are.
 */
const [, , folder = '', killAtBytes = 'Infinity'] = process.argv;
const blobs = await fileBlobs(join(folder, 'blobs'), linkSigner('a secret of the tests', '/blobs'));
const plan = planArchive(JSON.parse(await readFile(join(folder, 'entries.json'), 'utf8')));
try {
  await blobs.compose({
    key: 'exports/package.zip',
    plan,
    signal: new AbortController().signal,
    onProgress: ({ bytes }) => {
      writeSync(1, `safe ${bytes}\n`);
      if (bytes >= Number(killAtBytes)) process.kill(process.pid, 'SIGKILL');
    },
  });
  writeSync(1, 'composed\n');
} catch (error) {
  writeSync(1, `failed ${error}\n`);
}
