import type { JobWarning } from '@taleport/contracts/jobs';
import type { ArchiveFormatError, PackageError } from '@taleport/story-archive';
import { type MediaUse, mediaPointer } from '@taleport/story-model';
import { describeMediaUse, inLocale } from '../describe-media-use.ts';

type MessageCode =
  | 'language_not_in_package'
  | 'media_not_in_package'
  | 'more_losses'
  | 'no_story_of_mine'
  | 'storage_full'
  | 'story_changed_since_check'
  | 'upload_gone';
type RefusalCode = 'package_not_valid' | 'package_too_new';

interface ImportTexts {
  readonly messages: Readonly<Record<MessageCode, (what: string) => string>>;
  /** `rule` is a code, and `detail` says in English what is wrong. */
  readonly refusal: (refused: { where: string; rule: string; detail: string }) => string;
  readonly tooNew: (detail: string) => string;
  readonly whole: string;
  /** For what is no archive at all. */
  readonly noArchive: string;
}

const english: ImportTexts = {
  messages: {
    language_not_in_package: (language) => `The package does not have the language ${language}.`,
    media_not_in_package: (what) =>
      `The package does not have this file, and neither do you: ${what}. The story comes without it.`,
    more_losses: (count) => `Losses beyond those in this list: ${count}.`,
    no_story_of_mine: () =>
      'You have no story that this package is of. Import it as a new story, or bring yours back from the bin first.',
    storage_full: () =>
      'The server has no room left for the story. Tell your administrator, then try again.',
    story_changed_since_check: () =>
      'The draft was changed after this package was checked, and the import would replace what was written since. Check the package again to see what would change now, then decide.',
    upload_gone: () => 'The package is no longer kept. Upload it again.',
  },
  refusal: ({ where, rule, detail }) =>
    `The package was refused because of ${where} (${rule}): ${detail} Get the package again from where it was exported; nothing of this one was stored.`,
  tooNew: (detail) => detail,
  whole: 'the file as a whole',
  noArchive: 'This is not a story package: it is no ZIP file, or only a part of one.',
};

const romanian: ImportTexts = {
  messages: {
    language_not_in_package: (language) => `Pachetul nu are limba ${language}.`,
    media_not_in_package: (what) =>
      `Pachetul nu are acest fișier și nici tu: ${what}. Povestea vine fără el.`,
    more_losses: (count) => `Pierderi în afara celor din această listă: ${count}.`,
    no_story_of_mine: () =>
      'Nu ai o poveste din care să fie acest pachet. Importă-l ca poveste nouă sau adu-o întâi înapoi din coș.',
    storage_full: () =>
      'Serverul nu mai are loc pentru poveste. Anunță administratorul, apoi încearcă din nou.',
    story_changed_since_check: () =>
      'Ciorna s-a schimbat după verificarea acestui pachet, iar importul ar înlocui ce s-a scris de atunci. Verifică din nou pachetul ca să vezi ce s-ar schimba acum, apoi hotărăște.',
    upload_gone: () => 'Pachetul nu mai este păstrat. Încarcă-l din nou.',
  },
  refusal: ({ where, rule, detail }) =>
    `Pachetul a fost refuzat din cauza: ${where} (${rule}): ${detail} Ia din nou pachetul de unde a fost exportat; din acesta nu s-a păstrat nimic.`,
  tooNew: (detail) =>
    `Pachetul este făcut de o versiune mai nouă a programului: ${detail} Anunță administratorul.`,
  whole: 'fișierul întreg',
  noArchive:
    'Acesta nu este un pachet cu o poveste: nu este un fișier ZIP sau este doar o parte din el.',
};

const hungarian: ImportTexts = {
  messages: {
    language_not_in_package: (language) => `A csomagban nincs meg ez a nyelv: ${language}.`,
    media_not_in_package: (what) =>
      `Ez a fájl nincs a csomagban, és Önnél sincs meg: ${what}. A történet nélküle érkezik.`,
    more_losses: (count) => `További veszteségek ezen a listán kívül: ${count}.`,
    no_story_of_mine: () =>
      'Nincs olyan története, amelyből ez a csomag készült. Importálja új történetként, vagy előbb hozza vissza a sajátját a kukából.',
    storage_full: () =>
      'A kiszolgálón nincs több hely a történetnek. Szóljon a rendszergazdának, majd próbálja újra.',
    story_changed_since_check: () =>
      'A vázlat megváltozott a csomag ellenőrzése óta, és az importálás felülírná, ami azóta készült. Ellenőrizze újra a csomagot, hogy lássa, mi változna most, majd döntsön.',
    upload_gone: () => 'A csomag már nincs meg. Töltse fel újra.',
  },
  refusal: ({ where, rule, detail }) =>
    `A csomag nem fogadható el emiatt: ${where} (${rule}): ${detail} Szerezze be újra a csomagot onnan, ahol exportálták; ebből semmi sem lett eltárolva.`,
  tooNew: (detail) =>
    `A csomagot a program újabb változata készítette: ${detail} Szóljon a rendszergazdának.`,
  whole: 'a fájl egésze',
  noArchive: 'Ez nem történetcsomag: nem ZIP-fájl, vagy csak egy része annak.',
};

const languages: Readonly<Record<string, ImportTexts>> = {
  en: english,
  ro: romanian,
  hu: hungarian,
};

/** What is wrong and what to do, in the language of the locale or in English. */
export function importMessage(code: MessageCode, locale: string, what = ''): string {
  return textsFor(locale).messages[code](what);
}

/** Which entry breaks which rule, and what to do. */
export function refusalMessage(
  code: RefusalCode,
  { rule, entry, message }: PackageError | ArchiveFormatError,
  locale: string,
): string {
  const { refusal, tooNew, whole, noArchive } = textsFor(locale);
  if (code === 'package_too_new') return tooNew(message);
  if (rule === 'end-record-missing') return noArchive;
  return refusal({ where: entry ?? whole, rule, detail: message });
}

/** A finding for a file that a story uses and that comes with no package. */
export function missingMediaFinding(use: MediaUse, locale: string): JobWarning {
  const code = 'media_not_in_package';
  return {
    code,
    message: importMessage(code, locale, describeMediaUse(use, locale)),
    where: mediaPointer(use),
  };
}

/** So many findings at most; where there are more, the last one says how many. */
export function firstFindings(
  findings: readonly JobWarning[],
  max: number,
  locale: string,
): readonly JobWarning[] {
  if (findings.length <= max) return findings;
  const code = 'more_losses';
  const message = importMessage(code, locale, String(findings.length - max + 1));
  return [...findings.slice(0, max - 1), { code, message, where: '' }];
}

function textsFor(locale: string): ImportTexts {
  return inLocale(languages, locale) ?? english;
}
