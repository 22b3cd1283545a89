import { isAscii, isUtf8 } from 'node:buffer';
import { ArchiveFormatError, type ArchiveRule } from './archive-format-error.ts';
import type { CentralHeader, HeaderReading } from './central-directory.ts';
import { flag, method } from './zip-format.ts';

/** 4.5 is ZIP64; what later versions have added (4.4.3.2) is other methods and encryption. */
const maxVersionNeeded = 45;

/** Two bits for deflate (how hard it tried, which changes nothing), and two that are read. */
const allowedFlags = 0b110 | flag.descriptor | flag.utf8;

/** Extra fields by which some tools see another name, or another kind of entry, than others. */
const extraId = { unicodePath: 0x7075, pkwareUnix: 0x000d, asiUnix: 0x756e, aes: 0x9901 } as const;

/**
 * Throws an `ArchiveFormatError` unless a central header describes a file or folder that every tool reads, and that
 * every tool reads in the same way.
 */
export function checkReceivedHeader(header: CentralHeader): void {
  const rule = entryProblem(header) ?? kindProblem(header);
  if (!rule) return;
  const message = `The entry ${JSON.stringify(header.displayName)} ${reasons[rule] ?? `breaks the rule ${rule}`}.`;
  throw new ArchiveFormatError({ rule, message, entry: header.displayName });
}

/**
 * Throws an `ArchiveFormatError` for extra fields that make something else of an entry than its header says. All others
 * are passed over, as every tool passes over those that it does not know.
 */
export const checkReceivedExtraFields: HeaderReading['checkExtraFields'] = (
  fields,
  { nameBytes, displayName },
) => {
  for (const { id, data } of fields) {
    // Version, CRC-32 of the name in the header, then the name in UTF-8 (4.6.9).
    const isOtherName = id === extraId.unicodePath && !data.subarray(5).equals(nameBytes);
    const isOtherKind = id === extraId.pkwareUnix || id === extraId.asiUnix || id === extraId.aes;
    if (!isOtherName && !isOtherKind) continue;
    const rule = isOtherName ? 'name-in-extra-differs' : 'extra-field';
    const message = `The entry ${JSON.stringify(displayName)} ${reasons[rule]}.`;
    throw new ArchiveFormatError({ rule, message, entry: displayName });
  }
};

function entryProblem(header: CentralHeader): ArchiveRule | undefined {
  if ((header.flags & flag.encrypted) !== 0) return 'encrypted';
  if ((header.flags & ~allowedFlags) !== 0) return 'flags';
  if (header.method !== method.stored && header.method !== method.deflated) return 'method';
  if (header.method === method.stored && header.compressedSizeBytes !== header.sizeBytes) {
    return 'stored-size-differs';
  }
  if ((header.versionNeeded & 0xff) > maxVersionNeeded) return 'version-needed';
  if (header.disk !== 0) return 'several-disks';
  if (!isUtf8(header.nameBytes)) return 'name-not-well-formed';
  // Without the flag the name is in the code page of whoever made the archive (appendix D).
  const isNamed = (header.flags & flag.utf8) !== 0 || isAscii(header.nameBytes);
  return isNamed ? undefined : 'name-encoding-unknown';
}

const unixKind = { mask: 0xf000, folder: 0x4000, file: 0x8000, link: 0xa000 } as const;
const dosFolder = 0x10;

/** The slash at the end of a name, the mode for Unix and the attribute for MS-DOS speak of the same kind of entry. */
function kindProblem(header: CentralHeader): ArchiveRule | undefined {
  const isFolder = header.displayName.endsWith('/');
  const kind = (header.externalAttributes >>> 16) & unixKind.mask;
  if (kind === unixKind.link) return 'entry-is-link';
  if (kind !== 0 && kind !== unixKind.folder && kind !== unixKind.file) return 'entry-is-special';
  if (isFolder) {
    return kind === unixKind.file || header.sizeBytes > 0 ? 'folder-malformed' : undefined;
  }
  const saysFolder = kind === unixKind.folder || (header.externalAttributes & dosFolder) !== 0;
  return saysFolder ? 'folder-malformed' : undefined;
}

const reasons: { readonly [rule in ArchiveRule]?: string } = {
  encrypted: 'is encrypted',
  flags: 'needs what no story package has (general purpose flags)',
  method: 'is compressed by another method than deflate',
  'stored-size-differs': 'is stored, but has two different sizes',
  'version-needed': 'needs a later version of ZIP than story packages do',
  'several-disks': 'is on another disk',
  'name-not-well-formed': 'has a name that is not UTF-8',
  'name-encoding-unknown': 'has a name in an encoding that is not told',
  'name-in-extra-differs': 'has another name in an extra field',
  'extra-field': 'has an extra field that makes something else of it',
  'entry-is-link': 'is a symbolic link',
  'entry-is-special': 'is neither a file nor a folder',
  'folder-malformed': 'is a folder for some tools and a file for others',
};
