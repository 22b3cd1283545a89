import { storyLimits } from '@taleport/story-model';

/**
 * Inline entries are read into memory. A document of the largest size names at most so many media files that
 * its manifest has about 175 MB.
 */
export const maxInlineBytes = 256 * 1024 * 1024;

/** Each media file is named in the document by 70 bytes or more (`"en":"<SHA-256>",`). */
export const maxPackageEntries = Math.ceil(storyLimits.documentBytes / 70);
