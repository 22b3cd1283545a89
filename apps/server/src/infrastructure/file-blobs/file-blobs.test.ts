import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobConformance } from '../conformance/blob-conformance.ts';
import { fileBlobs } from './file-blobs.ts';
import { linkSigner } from './link-signer.ts';

blobConformance(async () => {
  const root = await mkdtemp(join(tmpdir(), 'taleport-blobs-'));
  const blobs = await fileBlobs(root, linkSigner('a secret of the tests', '/blobs'));
  return {
    blobs,
    async close() {
      const left = await readdir(join(root, 'staging'));
      await rm(root, { recursive: true, force: true });
      if (left.length > 0) throw new Error(`Left in staging: ${left.join(', ')}`);
    },
  };
});
