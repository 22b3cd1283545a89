import { isUtf8 } from 'node:buffer';
import { ArchiveFormatError, type ArchiveRule } from './archive-format-error.ts';
import type { CentralHeader } from './central-directory.ts';
import type { EndRecords } from './end-records.ts';
import { profile, zip64ExtraId } from './zip-format.ts';

/**
 * Throws an `ArchiveFormatError` unless the end records are as the ZIP profile of archive-format.md
 * has them.
 */
export function checkEndProfile({ zip64 }: EndRecords): void {
  if (!zip64) return;
  const rule = versionProblem(zip64, profile.versionNeededZip64);
  if (rule) {
    throw new ArchiveFormatError({
      rule,
      message: 'The ZIP64 end record has other versions than our profile.',
    });
  }
}

/**
 * Throws an `ArchiveFormatError` unless a central header is as the ZIP profile of archive-format.md
 * has it.
 */
export function checkEntryProfile(header: CentralHeader): void {
  const rule = entryProblem(header);
  if (!rule) return;
  const message = `The entry ${JSON.stringify(header.displayName)} is not as our profile has it: ${rule}.`;
  throw new ArchiveFormatError({ rule, message, entry: header.displayName });
}

function entryProblem(header: CentralHeader): ArchiveRule | undefined {
  const usesZip64 = header.extraIds.includes(zip64ExtraId);
  if (header.extraIds.length > (usesZip64 ? 1 : 0)) return 'extra-field';
  if (header.flags !== profile.flags) return 'flags';
  if (header.method !== profile.stored) return 'method';
  if (header.compressedSizeBytes !== header.sizeBytes) return 'stored-size-differs';
  if (header.time !== profile.time || header.date !== profile.date) return 'modified-time';
  if (header.commentSizeBytes !== 0) return 'entry-comment';
  if (header.disk !== 0) return 'several-disks';
  if (header.internalAttributes !== profile.internalAttributes) return 'attributes';
  if (header.externalAttributes !== profile.externalAttributes) return 'attributes';
  if (!isUtf8(header.nameBytes)) return 'name-not-well-formed';
  return versionProblem(header, usesZip64 ? profile.versionNeededZip64 : profile.versionNeeded);
}

function versionProblem(
  record: { readonly madeBy: number; readonly versionNeeded: number },
  versionNeeded: number,
): ArchiveRule | undefined {
  if (record.madeBy !== profile.madeBy) return 'made-by';
  return record.versionNeeded === versionNeeded ? undefined : 'version-needed';
}
