import {
  type BlobClient,
  BlobSASPermissions,
  type BlobServiceClient,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
  type UserDelegationKey,
} from '@azure/storage-blob';
import { askStorage } from '../azure-account/ask-storage.ts';

interface ReadLink {
  readonly lifeMs: number;
  readonly contentDisposition?: string;
  readonly contentType?: string;
}

/** An address from which the blob can be read, and nothing else, until the link has ended. */
export type SignRead = (blob: BlobClient, link: ReadLink) => Promise<string>;

/**
 * Signs with the key of the account, or with one that the service gives to the identity of this process. Links have no start:
 * the clock of the service may be behind.
 */
export function readSigner(client: BlobServiceClient, isHttpsOnly: boolean): SignRead {
  const keys = new DelegationKeys(client);
  return async (blob, { lifeMs, contentDisposition, contentType }) => {
    const expiresOn = new Date(Date.now() + lifeMs);
    const values = {
      containerName: blob.containerName,
      blobName: blob.name,
      permissions: BlobSASPermissions.from({ read: true }),
      expiresOn,
      protocol: isHttpsOnly ? SASProtocol.Https : SASProtocol.HttpsAndHttp,
      ...(contentDisposition !== undefined && { contentDisposition }),
      ...(contentType !== undefined && { contentType }),
    };
    const { credential } = client;
    const query =
      credential instanceof StorageSharedKeyCredential
        ? generateBlobSASQueryParameters(values, credential)
        : generateBlobSASQueryParameters(values, await keys.until(expiresOn), client.accountName);
    return `${blob.url}?${query}`;
  };
}

const hourMs = 3_600_000;
/** Get User Delegation Key: seven days at most. */
const keyLifeMs = 6 * 24 * hourMs;

/** The user delegation key, asked for again when a link would outlive it. */
class DelegationKeys {
  readonly #client: BlobServiceClient;
  #endsAt = 0;
  #key: Promise<UserDelegationKey> | undefined;

  constructor(client: BlobServiceClient) {
    this.#client = client;
  }

  until(end: Date): Promise<UserDelegationKey> {
    if (this.#key && end.getTime() <= this.#endsAt) return this.#key;
    const now = Date.now();
    this.#endsAt = now + keyLifeMs;
    const start = new Date(now - hourMs);
    const key = askStorage((abortSignal) =>
      this.#client.getUserDelegationKey(start, new Date(now + keyLifeMs), { abortSignal }),
    );
    this.#key = key;
    key.catch(() => {
      // Whoever waits for it is told; the next one asks anew.
      if (this.#key === key) this.#key = undefined;
    });
    return key;
  }
}
