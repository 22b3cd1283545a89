import { AsyncLocalStorage } from 'node:async_hooks';
import { BlobServiceClient, type BlockBlobClient, newPipeline } from '@azure/storage-blob';
import { retryOptions } from '../azure-account/ask-storage.ts';
import type { StorageAccount } from '../azure-account/storage-account.ts';
import { checkedBlobKey } from '../blob-keys.ts';

export interface ContainerNames {
  readonly media: string;
  readonly exports: string;
  readonly uploads: string;
}

/** Where media is until it gets its key: below the media, where the clean-up of lost media finds what a crash has left. */
const stagingFolder = 'media/staging';

/** The containers of an account, by the first part of the keys of their blobs. */
export interface BlobService {
  readonly client: BlobServiceClient;
  readonly containers: readonly string[];
  blob(key: string): BlockBlobClient;
  /** The key of an upload until it gets its own. */
  stagedKey(id: string): string;
  /** Where the blobs of a folder of keys are: the container, and how their names begin. */
  folder(key: string): { container: string; prefix: string; keyOf(name: string): string };
  /** Copies that `copy` asks for are refused when the source has another entity tag. */
  pinned<T>(etag: string, copy: () => Promise<T>): Promise<T>;
}

/** The key `media/ab/abcd…` is the blob `ab/abcd…` in the container of media. Another first part is a TypeError. */
export function blobService(account: StorageAccount, names: ContainerNames): BlobService {
  const { pipeline, pinned } = pinningPipeline(account);
  const client = new BlobServiceClient(account.blobUrl, pipeline);
  const split = (key: string) => {
    const [first = '', ...rest] = checkedBlobKey(key).split('/');
    if (first !== 'media' && first !== 'exports' && first !== 'uploads') {
      throw new TypeError(`No container has the blob key ${JSON.stringify(key)}`);
    }
    return { first, container: names[first], name: rest.join('/') };
  };
  const blob = (key: string) => {
    const { container, name } = split(key);
    if (name === '') throw new TypeError(`Not a blob key: ${JSON.stringify(key)}`);
    return client.getContainerClient(container).getBlockBlobClient(name);
  };
  return {
    client,
    containers: [names.media, names.exports, names.uploads],
    blob,
    stagedKey: (id) => `${stagingFolder}/${id}`,
    folder(key) {
      const { first, container, name } = split(key);
      const prefix = name === '' ? '' : `${name}/`;
      return { container, prefix, keyOf: (found) => `${first}/${found}` };
    },
    pinned,
  };
}

/** The SDK has no option for the condition on the source of Put Block From URL, so its header is put in on the way. */
function pinningPipeline({ credential }: StorageAccount) {
  const etags = new AsyncLocalStorage<string>();
  const pipeline = newPipeline(credential, { retryOptions });
  pipeline.factories.push({
    create: (next) => ({
      sendRequest(request) {
        const etag = etags.getStore();
        if (etag !== undefined) request.headers.set('x-ms-source-if-match', etag);
        return next.sendRequest(request);
      },
    }),
  });
  return {
    pipeline,
    pinned: <T>(etag: string, copy: () => Promise<T>) => etags.run(etag, copy),
  };
}
