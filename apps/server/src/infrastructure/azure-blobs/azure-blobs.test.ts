import { afterAll } from 'vitest';
import { startAzurite } from '../../../test/azurite.ts';
import { accountOfConnectionString } from '../azure-account/storage-account.ts';
import { blobConformance } from '../conformance/blob-conformance.ts';
import { azureBlobs } from './azure-blobs.ts';
import { azureBlockLimits } from './block-layout.ts';

const azurite = await startAzurite();
afterAll(() => azurite.stop());

const containers = { media: 'story-media', exports: 'story-exports', uploads: 'story-uploads' };
/**
 * A sixteenth of the real sizes, as of everything that the suite stores: Azurite is slow. Next to nothing is gathered, so that
 * what the suite damages is something that the service copies.
 */
const scale = 1 / 16;
const limits = {
  ...azureBlockLimits,
  tinyBytes: 0,
  spareBytes: 0,
  sizes: azureBlockLimits.sizes.map(({ copiedBytes, gatheredBytes }) => ({
    copiedBytes: copiedBytes * scale,
    gatheredBytes: gatheredBytes * scale,
  })),
};

blobConformance(
  async () => {
    const account = accountOfConnectionString(azurite.connectionString);
    const blobs = await azureBlobs(account, { containers, isHttpsOnly: false, limits });
    return {
      blobs,
      async close() {
        const left = await Array.fromAsync(blobs.list('media/staging'));
        if (left.length > 0) throw new Error(`Left in staging: ${JSON.stringify(left)}`);
      },
    };
  },
  { unitBytes: 1024 * 1024 * scale },
);
