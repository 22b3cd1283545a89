import type { JobWarning } from '@taleport/contracts/jobs';
import type { StoryExportCode } from '@taleport/contracts/story-export';
import type { PackageManifest } from '@taleport/story-archive';
import { type MediaUse, mediaPointer } from '@taleport/story-model';
import { describeMediaUse, inLocale } from '../describe-media-use.ts';

type FailureCode = Extract<StoryExportCode, `media_${string}`> | 'storage_full';

interface ExportTexts {
  readonly tooLargeToImport: (maxGib: string) => string;
  readonly failures: Readonly<Record<FailureCode, (what: string) => string>>;
}

const english: ExportTexts = {
  tooLargeToImport: (maxGib) =>
    `A server that is set up like this one does not take the package in again: it is larger than ${maxGib} GB. Export in fewer languages or without videos where it is to be imported, or ask an administrator for a higher limit there.`,
  failures: {
    media_missing: (what) => `A file is missing: ${what}. Upload it again, then export again.`,
    media_damaged: (what) =>
      `A stored file is damaged: ${what}. Upload it again, then export again.`,
    media_unreadable: (what) =>
      `A stored file cannot be read: ${what}. Try again later; if it happens again, tell your administrator.`,
    storage_full: () =>
      'The server has no room left for the package. Tell your administrator, then try again.',
  },
};

const romanian: ExportTexts = {
  tooLargeToImport: (maxGib) =>
    `Un server configurat ca acesta nu primește pachetul înapoi: este mai mare de ${maxGib} GB. Dacă trebuie importat, exportă în mai puține limbi sau fără filme, ori cere-i unui administrator o limită mai mare acolo.`,
  failures: {
    media_missing: (what) =>
      `Lipsește un fișier: ${what}. Încarcă-l din nou, apoi exportă din nou.`,
    media_damaged: (what) =>
      `Un fișier păstrat este deteriorat: ${what}. Încarcă-l din nou, apoi exportă din nou.`,
    media_unreadable: (what) =>
      `Un fișier păstrat nu poate fi citit: ${what}. Încearcă mai târziu; dacă se repetă, anunță administratorul.`,
    storage_full: () =>
      'Serverul nu mai are loc pentru pachet. Anunță administratorul, apoi încearcă din nou.',
  },
};

const hungarian: ExportTexts = {
  tooLargeToImport: (maxGib) =>
    `Egy ugyanígy beállított kiszolgáló nem fogadja vissza a csomagot: nagyobb, mint ${maxGib} GB. Ha importálni kell, exportáljon kevesebb nyelven vagy videók nélkül, vagy kérjen ott a rendszergazdától magasabb határt.`,
  failures: {
    media_missing: (what) => `Hiányzik egy fájl: ${what}. Töltse fel újra, majd exportáljon újra.`,
    media_damaged: (what) =>
      `Egy tárolt fájl sérült: ${what}. Töltse fel újra, majd exportáljon újra.`,
    media_unreadable: (what) =>
      `Egy tárolt fájl nem olvasható: ${what}. Próbálja később; ha ismét előfordul, szóljon a rendszergazdának.`,
    storage_full: () =>
      'A kiszolgálón nincs több hely a csomagnak. Szóljon a rendszergazdának, majd próbálja újra.',
  },
};

const languages: Readonly<Record<string, ExportTexts>> = {
  en: english,
  ro: romanian,
  hu: hungarian,
};

/** What happened to which file and what to do, in the language of the locale or in English. */
export function exportMessage(code: FailureCode, locale: string, use?: MediaUse): string {
  const { failures } = inLocale(languages, locale) ?? english;
  return failures[code](use ? describeMediaUse(use, locale) : '');
}

interface PackageSize {
  readonly sizeBytes: number;
  readonly maxImportBytes: number;
}

/** A warning where a package is larger than what this server would take in. */
export function sizeWarnings(
  { sizeBytes, maxImportBytes }: PackageSize,
  locale: string,
): JobWarning[] {
  if (sizeBytes <= maxImportBytes) return [];
  const { tooLargeToImport } = inLocale(languages, locale) ?? english;
  const message = tooLargeToImport(String(maxImportBytes / 1024 ** 3));
  return [{ code: 'package_too_large_to_import', message, where: '' }];
}

/** A warning for each media file that should be in the package and is only listed in it. */
export function missingWarnings({ story, missing }: PackageManifest, locale: string): JobWarning[] {
  const tileNumbers = new Map(story.tiles.map((tile, index) => [tile.id, index + 1]));
  return missing.flatMap(({ sha256, reason, uses }) =>
    uses.map(({ role, tileId, language }) => {
      const tileNumber = tileId === undefined ? undefined : tileNumbers.get(tileId);
      const use: MediaUse = {
        sha256,
        role,
        ...(language !== undefined && { language }),
        ...(tileNumber !== undefined && { tileNumber }),
      };
      const code = `media_${reason}` as const;
      return { code, message: exportMessage(code, locale, use), where: mediaPointer(use) };
    }),
  );
}
