import type { JobWarning } from '@taleport/contracts/jobs';
import type { PublishCheck } from '@taleport/contracts/story-publish';
import type { StoryFinding, StoryFindingCode } from '@taleport/story-model';

type PublishFindingCode = StoryFindingCode | 'media_missing';

export type PublishFinding = Omit<StoryFinding, 'code'> & { readonly code: PublishFindingCode };

interface PublishTexts {
  readonly page: (tileNumber: number) => string;
  readonly newer: (version: number) => string;
  readonly hidden: string;
  readonly findings: Readonly<Record<PublishFindingCode, string>>;
}

const english: PublishTexts = {
  page: (tileNumber) => `page ${tileNumber}`,
  newer: (version) => `A newer draft was published already, as version ${version}.`,
  hidden:
    'The story was taken from its readers, or deleted, after this was asked for. Publish it anew if they should see it.',
  findings: {
    title_missing: 'Write the title.',
    summary_missing: 'A summary would help readers to choose.',
    no_tiles: 'The story has no pages yet. Add one.',
    text_missing: 'Write the text.',
    question_missing: 'Write the question.',
    answer_text_missing: 'Write this answer.',
    right_answer_missing: 'Mark the right answer.',
    option_text_missing: 'Write what this choice says.',
    options_missing: 'Add something to choose from.',
    video_missing: 'Add the video.',
    credits_missing: 'Say who made the story.',
    dead_end: 'From here no way leads to the end. Let one lead on.',
    dead_jump: 'This leads to a page that is not there any more. Choose another one.',
    unreachable_tile: 'No way through the story leads here.',
    narration_missing: 'There is no narration.',
    translation_outdated:
      'The text that this was translated from has changed. Look at the translation again.',
    alt_missing: 'Describe the picture for those who cannot see it.',
    media_missing: 'The file is missing or damaged. Upload it again.',
  },
};

const romanian: PublishTexts = {
  page: (tileNumber) => `pagina ${tileNumber}`,
  newer: (version) => `O ciornă mai nouă a fost deja publicată, ca versiunea ${version}.`,
  hidden:
    'După această cerere povestea a fost retrasă de la cititori sau ștearsă. Public-o din nou, dacă trebuie să o vadă.',
  findings: {
    title_missing: 'Scrie titlul.',
    summary_missing: 'Un rezumat i-ar ajuta pe cititori să aleagă.',
    no_tiles: 'Povestea nu are încă pagini. Adaugă una.',
    text_missing: 'Scrie textul.',
    question_missing: 'Scrie întrebarea.',
    answer_text_missing: 'Scrie acest răspuns.',
    right_answer_missing: 'Marchează răspunsul corect.',
    option_text_missing: 'Scrie ce spune această alegere.',
    options_missing: 'Adaugă ceva din care să se aleagă.',
    video_missing: 'Adaugă filmul.',
    credits_missing: 'Spune cine a făcut povestea.',
    dead_end: 'De aici niciun drum nu ajunge la sfârșit. Fă ca unul să ducă mai departe.',
    dead_jump: 'De aici se ajunge la o pagină care nu mai există. Alege alta.',
    unreachable_tile: 'Niciun drum prin poveste nu ajunge aici.',
    narration_missing: 'Lipsește narațiunea.',
    translation_outdated: 'Textul din care s-a tradus s-a schimbat. Verifică din nou traducerea.',
    alt_missing: 'Descrie imaginea pentru cei care nu o pot vedea.',
    media_missing: 'Fișierul lipsește sau este deteriorat. Încarcă-l din nou.',
  },
};

const hungarian: PublishTexts = {
  page: (tileNumber) => `${tileNumber}. oldal`,
  newer: (version) => `Egy újabb vázlat már megjelent, ez a(z) ${version}. változat.`,
  hidden:
    'A történetet a kérés óta visszavonták az olvasóktól, vagy törölték. Tegye közzé újra, ha az olvasóknak látniuk kell.',
  findings: {
    title_missing: 'Írja meg a címet.',
    summary_missing: 'Egy összefoglaló segítene az olvasóknak választani.',
    no_tiles: 'A történetnek még nincs oldala. Adjon hozzá egyet.',
    text_missing: 'Írja meg a szöveget.',
    question_missing: 'Írja meg a kérdést.',
    answer_text_missing: 'Írja meg ezt a választ.',
    right_answer_missing: 'Jelölje meg a helyes választ.',
    option_text_missing: 'Írja meg, mit mond ez a lehetőség.',
    options_missing: 'Adjon hozzá választási lehetőséget.',
    video_missing: 'Adja hozzá a videót.',
    credits_missing: 'Írja meg, kik készítették a történetet.',
    dead_end: 'Innen egyik út sem vezet a történet végére. Vezessen tovább valamelyiket.',
    dead_jump: 'Innen olyan oldalra vezet az út, amely már nincs meg. Válasszon másikat.',
    unreachable_tile: 'A történetben semmilyen út nem vezet ide.',
    narration_missing: 'Nincs narráció.',
    translation_outdated: 'A szöveg, amelyből ez készült, megváltozott. Nézze át újra a fordítást.',
    alt_missing: 'Írja le a képet azoknak, akik nem láthatják.',
    media_missing: 'A fájl hiányzik vagy sérült. Töltse fel újra.',
  },
};

const languages: Readonly<Record<string, PublishTexts>> = {
  en: english,
  ro: romanian,
  hu: hungarian,
};

/** The findings with what to do, in the language of the locale or in English. */
export function presentFindings(
  findings: readonly PublishFinding[],
  locale: string,
): PublishCheck['findings'] {
  return findings.map(({ tileNumber, ...finding }) => ({
    ...finding,
    message: messageFor({ tileNumber, ...finding }, locale),
  }));
}

/** What readers of the version will miss. */
export function publishWarnings(findings: readonly PublishFinding[], locale: string): JobWarning[] {
  return presentFindings(findings, locale).map(({ code, message, where }) => ({
    code,
    message,
    where,
  }));
}

/** Why a publication is not tried again: for the version of a newer draft, or because the story was hidden. */
export function overtakenMessage(version: number | undefined, locale: string): string {
  const { newer, hidden } = textsOf(locale);
  return version === undefined ? hidden : newer(version);
}

type Place = Pick<PublishFinding, 'code' | 'language'> & {
  readonly tileNumber?: number | undefined;
};

/** “Page 3 (ro): Write the text.”, “ro: Write the title.” */
function messageFor({ code, tileNumber, language }: Place, locale: string): string {
  const texts = textsOf(locale);
  const page = tileNumber === undefined ? '' : texts.page(tileNumber);
  const place = page && language ? `${page} (${language})` : page || (language ?? '');
  const text = texts.findings[code];
  return place ? `${page ? capitalized(place) : place}: ${text}` : text;
}

function textsOf(locale: string): PublishTexts {
  const key = locale.split('-')[0] ?? '';
  return (Object.hasOwn(languages, key) && languages[key]) || english;
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
