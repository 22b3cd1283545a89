import { create as contentDisposition } from 'content-disposition';
import { askStorage, isStatus } from '../azure-account/ask-storage.ts';
import { ensureThere } from '../azure-account/ensure-there.ts';
import type { StorageAccount } from '../azure-account/storage-account.ts';
import type { BlobStore, ListedBlob } from '../blob-store.ts';
import { appendedBytes, appendToBlob } from './append-blob.ts';
import { readError } from './blob-errors.ts';
import { type BlobService, blobService, type ContainerNames } from './blob-service.ts';
import type { BlockLimits } from './block-layout.ts';
import { composeBlocks } from './compose-blocks.ts';
import { readBlob } from './read-blob.ts';
import { readSigner } from './sign-read.ts';
import { discardUpload, promoteUpload, stageUpload } from './upload-blob.ts';
import { removeBlob } from './write-blocks.ts';

export interface AzureBlobsOptions {
  readonly containers: ContainerNames;
  /** Links work over TLS only. */
  readonly isHttpsOnly: boolean;
  readonly limits?: BlockLimits;
}

/** Azure Blob Storage. Makes the containers that are missing. Throws StorageUnavailableError. */
export async function azureBlobs(
  account: StorageAccount,
  { containers, isHttpsOnly, limits }: AzureBlobsOptions,
): Promise<BlobStore> {
  const service = blobService(account, containers);
  await ensureContainers(account, service);
  const signRead = readSigner(service.client, isHttpsOnly);
  const access = { service, signRead };
  return {
    stage: (content) => stageUpload(access, content),
    promote: (staged, key) => promoteUpload(access, staged, key),
    discard: (staged) => discardUpload(access, staged),
    append: (append) => appendToBlob(service, append),
    appended: (key, acknowledgedBytes) => appendedBytes(service, key, acknowledgedBytes),

    async stat(key) {
      const blob = service.blob(key);
      try {
        const found = await askStorage((abortSignal) => blob.getProperties({ abortSignal }));
        return { sizeBytes: found.contentLength ?? 0, etag: found.etag ?? '' };
      } catch (error) {
        if (isStatus(error, 404)) return undefined;
        throw readError(key, error);
      }
    },

    read: (key, range) => readBlob({ blob: service.blob(key), key, range }),

    list: (folder) => listBlobs(service, folder),

    delete: async (key) => removeBlob({ blob: service.blob(key), key }),

    compose: (compose) => composeBlocks(access, compose, limits),

    async signLink(key, { fileName, mediaType, lifeMs }) {
      return signRead(service.blob(key), {
        lifeMs,
        contentDisposition: contentDisposition(fileName),
        contentType: mediaType,
      });
    },

    async check() {
      await Promise.all(
        service.containers.map((name) =>
          askStorage((abortSignal) =>
            service.client.getContainerClient(name).getProperties({ abortSignal }),
          ),
        ),
      );
    },
  };
}

async function ensureContainers(account: StorageAccount, service: BlobService): Promise<void> {
  await Promise.all(
    service.containers.map((name) => {
      const container = service.client.getContainerClient(name);
      return ensureThere({
        account,
        name: `the container ${name}`,
        create: (options) => container.createIfNotExists(options),
        look: (options) => container.getProperties(options),
      });
    }),
  );
}

const pageSize = 1_000;

async function* listBlobs(service: BlobService, key: string): AsyncGenerator<ListedBlob> {
  const { container, prefix, keyOf } = service.folder(key);
  const client = service.client.getContainerClient(container);
  for (let marker: string | undefined; ; ) {
    const page = await askStorage(async (abortSignal) => {
      const pages = client.listBlobsFlat({ prefix, abortSignal }).byPage({
        maxPageSize: pageSize,
        ...(marker !== undefined && { continuationToken: marker }),
      });
      return (await pages.next()).value;
    });
    for (const { name, properties } of page?.segment.blobItems ?? []) {
      yield { key: keyOf(name), modifiedAt: properties.lastModified };
    }
    marker = page?.continuationToken || undefined;
    if (marker === undefined) return;
  }
}
