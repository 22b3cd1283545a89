import { askStorage, isStatus, StorageRequestError } from '../azure-account/ask-storage.ts';
import { BlobStoreError, type Compose, type Composed } from '../blob-store.ts';
import { writeError } from './blob-errors.ts';
import { type BlockLimits, layOutBlocks } from './block-layout.ts';
import { gatherBlock } from './gather-block.ts';
import { placeBlocks } from './place-blocks.ts';
import { PlacedBlocks } from './placed-blocks.ts';
import type { BlobAccess } from './upload-blob.ts';
import { type BlockTarget, putBlob, removeBlob, uncommittedBlocks } from './write-blocks.ts';

/** The list of 50,000 blocks is 3 MB. */
const commitWithinMs = 60_000;

type PackageTarget = BlockTarget & { readonly signal: AbortSignal };

/** An attempt that was thought dead may commit first, and take away the blocks that it did not know. */
const maxTries = 3;

/** `compose` of the blob store for Azure: blocks, most of which the service copies by itself, and then one commit. */
export async function composeBlocks(
  access: BlobAccess,
  compose: Compose,
  limits?: BlockLimits,
): Promise<Composed> {
  const { key, plan, signal } = compose;
  const blocks = layOutBlocks(plan, limits);
  if (!blocks) throw new BlobStoreError('full', key);
  const target: PackageTarget = { blob: access.service.blob(key), key, signal };
  const [first] = blocks;
  if (blocks.length === 1 && first?.kind === 'gathered') {
    return composeWhole(target, compose, await gatherBlock(access.service, first, signal));
  }
  for (let tries = 1; ; tries += 1) {
    const found = await findBlocks(target, plan.hash);
    if (found === 'committed') return allFound(compose);
    const placed = new PlacedBlocks(compose, blocks, found);
    placed.tellProgress();
    await placeBlocks({ ...access, target, placed, found }).catch((error: unknown) =>
      dropDamaged(target, error),
    );
    const isCommitted = await commitBlocks(target, placed.ids(), plan.hash);
    const resumedBytes = placed.foundBytes;
    if (isCommitted) return { writtenBytes: plan.sizeBytes - resumedBytes, resumedBytes };
    if (tries === maxTries) throw new Error(`Blocks of ${key} were lost again and again`);
  }
}

/** A package of one block needs no list of blocks: one request, which makes nothing where an earlier attempt has made it. */
async function composeWhole(
  target: PackageTarget,
  compose: Compose,
  bytes: Buffer,
): Promise<Composed> {
  const { hash } = compose.plan;
  for (let tries = 1; ; tries += 1) {
    if (await putBlob(target, bytes, { planhash: hash })) {
      tellAll(compose);
      return { writtenBytes: bytes.length, resumedBytes: 0 };
    }
    const there = await committedHash(target);
    if (there === hash) return allFound(compose);
    if (tries === maxTries) throw new Error(`Another package has taken the place of ${target.key}`);
    // It was made from another plan: see `findBlocks`.
    if (there !== undefined) await removeBlob(target);
  }
}

/**
 * What earlier attempts have left. A package that was made from another plan goes: it is from before its job expired and was tried
 * again, so at most a last link to it still lives.
 */
async function findBlocks(
  target: PackageTarget,
  planHash: string,
): Promise<'committed' | ReadonlyMap<string, number>> {
  const [committed, found] = await Promise.all([committedHash(target), uncommittedBlocks(target)]);
  if (committed === planHash) return 'committed';
  if (committed === undefined) return found;
  await removeBlob(target);
  return new Map();
}

/** The hash of the plan from which the package was made, empty where it has none; undefined where there is no package. */
async function committedHash({ blob, signal }: PackageTarget): Promise<string | undefined> {
  try {
    const { metadata } = await askStorage((abortSignal) => blob.getProperties({ abortSignal }), {
      signal,
    });
    return metadata?.planhash ?? '';
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

function allFound(compose: Compose): Composed {
  tellAll(compose);
  return { writtenBytes: 0, resumedBytes: compose.plan.sizeBytes };
}

function tellAll({ plan, onProgress }: Compose): void {
  const blobs = plan.segments.filter((segment) => segment.kind === 'blob').length;
  onProgress({ bytes: plan.sizeBytes, blobs });
}

/** A story with a damaged file is mended before it is exported again: until then its blocks help nobody. */
async function dropDamaged(target: PackageTarget, error: unknown): Promise<never> {
  if (error instanceof BlobStoreError && error.trouble === 'damaged') await removeBlob(target);
  throw error;
}

/**
 * Shows the package, unless one is there. One from the same plan has the same bytes. False when blocks are not there any more,
 * because someone else has committed or removed the blob.
 */
async function commitBlocks(
  target: PackageTarget,
  ids: string[],
  planHash: string,
): Promise<boolean> {
  const { blob, key, signal } = target;
  const conditions = { ifNoneMatch: '*' };
  const metadata = { planhash: planHash };
  try {
    await askStorage(
      (abortSignal) => blob.commitBlockList(ids, { conditions, metadata, abortSignal }),
      { signal, withinMs: commitWithinMs },
    );
    return true;
  } catch (error) {
    if (!(error instanceof StorageRequestError)) throw error;
    if (error.code === 'InvalidBlockList') return false;
    if (error.status !== 409 && error.status !== 412) throw writeError(key, error);
    if ((await committedHash(target)) === planHash) return true;
    throw new Error(`Another package has taken the place of ${key}`, { cause: error });
  }
}
