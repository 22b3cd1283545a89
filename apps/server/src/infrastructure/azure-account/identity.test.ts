import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { CredentialUnavailableError } from '@azure/identity';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Azurite, startAzurite } from '../../../test/azurite.ts';
import { azureBlobs } from '../azure-blobs/azure-blobs.ts';
import { azureBlockLimits } from '../azure-blobs/block-layout.ts';
import { azureQueues } from '../azure-queue/azure-queues.ts';
import { planOf, request } from '../conformance/compose-conformance.ts';
import { signIn } from './sign-in.ts';
import { accountOfIdentity, type StorageAccount } from './storage-account.ts';

const containers = { media: 'story-media', exports: 'story-exports', uploads: 'story-uploads' };

describe('an account that is used by an identity', () => {
  let folder: string;
  let azurite: Azurite;
  const openAccount = (lifeSeconds: number): StorageAccount => ({
    setting: 'AZURE_STORAGE_ACCOUNT',
    blobUrl: azurite.blobUrl,
    queueUrl: azurite.queueUrl,
    credential: {
      getToken: async () => ({
        token: tokenOf(lifeSeconds),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    },
  });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'taleport-identity-'));
    const tls = await makeCertificate(folder);
    setDefaultCACertificates([...getCACertificates(), await readFile(tls.cert, 'utf8')]);
    azurite = await startAzurite({ tls });
  });
  afterAll(async () => {
    await azurite.stop();
    await rm(folder, { recursive: true });
  });

  it('stores, copies and links without a key of the account', async () => {
    const limits = { ...azureBlockLimits, spareBytes: 0 };
    const blobs = await azureBlobs(openAccount(3_600), { containers, isHttpsOnly: true, limits });
    const bytes = randomBytes(100_000);
    const copies = statusesOfCopies();
    await blobs.promote(await blobs.stage(Readable.from([bytes])), 'media/picture');
    const plan = planOf([{ key: 'media/picture', bytes }]);
    await blobs.compose(request('exports/package.zip', plan));

    const link = { fileName: 'a.zip', mediaType: 'application/zip', lifeMs: 60_000 };
    const url = await blobs.signLink('exports/package.zip', link);
    expect(new URL(url).searchParams.has('skoid')).toBe(true);
    const answer = await fetch(url);
    expect((await answer.bytes()).length).toBe(plan.sizeBytes);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=a.zip');
    // The upload, and the range of the package: the service takes the links as sources too.
    expect(copies).toEqual([201, 201]);
  });

  it('rings by its queues', async () => {
    const queues = azureQueues(openAccount(3_600));
    await queues.ensure('story-queue');
    await queues.send('story-queue', 'a');
    expect(await queues.count('story-queue')).toBe(1);
  });

  it('that is not let in is named by its setting, with what to do', async () => {
    const opening = azureBlobs(openAccount(-3_600), { containers, isHttpsOnly: true });
    const error: unknown = await opening.catch((reason: unknown) => reason);
    expect(String(error)).toMatch(
      /^StorageUnavailableError: The storage of AZURE_STORAGE_ACCOUNT .* the container story-\w+ cannot be made: .*403.*Storage Blob Data Contributor/,
    );
    expect(String(error)).not.toContain(tokenOf(0).slice(0, 40));
  });

  it.each([
    ['gives no answer', () => new Promise<never>(() => undefined), /did not answer within 0\.05 s/],
    [
      'has none',
      () => Promise.reject(new CredentialUnavailableError('No sign-in.\nMore of it.')),
      /No sign-in\. \(CredentialUnavailableError\)\. Give/,
    ],
  ])('says soon that the source of its identity %s', async (_, getToken, reason) => {
    const signingIn = signIn({ ...openAccount(3_600), credential: { getToken } }, 50);
    const said = await signingIn.then(() => 'signed in', String);
    expect(said).toMatch(/^StorageUnavailableError: .* AZURE_STORAGE_ACCOUNT .*"az login"/);
    expect(said).toMatch(reason);
  });

  it('has its addresses from its name', () => {
    expect(accountOfIdentity('taleport')).toMatchObject({
      blobUrl: 'https://taleport.blob.core.windows.net',
      queueUrl: 'https://taleport.queue.core.windows.net',
    });
  });
});

/** What the service answers from now on to requests that ask it to copy. */
function statusesOfCopies(): number[] {
  const statuses: number[] = [];
  const note = (message: unknown) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    if (request.hasHeader('x-ms-copy-source')) statuses.push(response.statusCode ?? 0);
  };
  const answered = channel('http.client.response.finish');
  answered.subscribe(note);
  onTestFinished(() => void answered.unsubscribe(note));
  return statuses;
}

/** A certificate of this machine, which signs itself. */
async function makeCertificate(folder: string): Promise<{ cert: string; key: string }> {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const names = 'subjectAltName=IP:127.0.0.1';
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', '/CN=127.0.0.1', '-addext', names, '-days', '1', '-keyout', key, '-out', cert],
  ]);
  return { cert, key };
}

/** What Microsoft Entra gives an identity, except for the signature (RFC 7519). */
function tokenOf(lifeSeconds: number): string {
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    aud: 'https://storage.azure.com',
    iss: 'https://sts.windows.net/00000000-0000-0000-0000-000000000000/',
    iat: now - 7_200,
    nbf: now - 7_200,
    exp: now + lifeSeconds,
    oid: '11111111-1111-1111-1111-111111111111',
    tid: '00000000-0000-0000-0000-000000000000',
  };
  const parts = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `${parts.join('.')}.${Buffer.from('signature').toString('base64url')}`;
}
