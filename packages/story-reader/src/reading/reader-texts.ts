/** What the reader says itself, beside the story. */
export interface ReaderTexts {
  readonly start: string;
  readonly readToMe: string;
  readonly listen: string;
  readonly pause: string;
  readonly next: string;
  readonly back: string;
  readonly page: (page: number, total?: number) => string;
  readonly goOnTo: (number: number) => string;
  readonly ages: (from: number, to: number) => string;
  readonly agesFrom: (from: number) => string;
  readonly language: string;
  readonly fullScreen: string;
  readonly leaveFullScreen: string;
  readonly reader: string;
  readonly cover: string;
  readonly right: string;
  readonly wrong: string;
  readonly choose: string;
  readonly theEnd: string;
  readonly again: string;
  readonly credits: string;
  readonly license: string;
  readonly source: string;
  readonly untitled: string;
  readonly noPicture: string;
  readonly noVideo: string;
  readonly video: string;
}

const en: ReaderTexts = {
  start: 'Start reading',
  readToMe: 'Read to me',
  listen: 'Listen',
  pause: 'Pause',
  next: 'Next',
  back: 'Back',
  page: (page, total) => (total ? `Page ${page} of ${total}` : `Page ${page}`),
  goOnTo: (number) => `Way ${number}`,
  ages: (from, to) => (from === to ? `Age ${from}` : `Ages ${from} to ${to}`),
  agesFrom: (from) => `From age ${from}`,
  language: 'Language',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',
  reader: 'Story',
  cover: 'Cover',
  right: 'Yes, that is right! Well done.',
  wrong: 'Not quite. Have another try!',
  choose: 'What happens next?',
  theEnd: 'The end',
  again: 'Read it again',
  credits: 'Who made this story',
  license: 'Licence',
  source: 'Source',
  untitled: 'A story without a title',
  noPicture: 'This picture is not here.',
  noVideo: 'This film is not here.',
  video: 'Film',
};

const ro: ReaderTexts = {
  start: 'Începe să citești',
  readToMe: 'Citește-mi',
  listen: 'Ascultă',
  pause: 'Pauză',
  next: 'Înainte',
  back: 'Înapoi',
  page: (page, total) => (total ? `Pagina ${page} din ${total}` : `Pagina ${page}`),
  goOnTo: (number) => `Drumul ${number}`,
  ages: (from, to) => (from === to ? `Vârsta: ${from}` : `Vârsta: ${from}–${to}`),
  agesFrom: (from) => `De la ${from} ani`,
  language: 'Limba',
  fullScreen: 'Ecran complet',
  leaveFullScreen: 'Ieși din ecranul complet',
  reader: 'Poveste',
  cover: 'Coperta',
  right: 'Da, așa este! Bravo!',
  wrong: 'Nu chiar. Mai încearcă o dată!',
  choose: 'Ce se întâmplă mai departe?',
  theEnd: 'Sfârșit',
  again: 'Citește din nou',
  credits: 'Cine a făcut povestea',
  license: 'Licență',
  source: 'Sursă',
  untitled: 'O poveste fără titlu',
  noPicture: 'Imaginea aceasta nu este aici.',
  noVideo: 'Filmul acesta nu este aici.',
  video: 'Film',
};

const hu: ReaderTexts = {
  start: 'Olvassuk!',
  readToMe: 'Olvasd fel!',
  listen: 'Meghallgatás',
  pause: 'Szünet',
  next: 'Tovább',
  back: 'Vissza',
  page: (page, total) => (total ? `${page}. oldal, összesen ${total}` : `${page}. oldal`),
  goOnTo: (number) => `${number}. út`,
  ages: (from, to) => (from === to ? `${from} éveseknek` : `${from}–${to} éveseknek`),
  agesFrom: (from) => `${from} éves kortól`,
  language: 'Nyelv',
  fullScreen: 'Teljes képernyő',
  leaveFullScreen: 'Kilépés a teljes képernyőből',
  reader: 'Mese',
  cover: 'Címlap',
  right: 'Igen, ez az! Nagyon ügyes vagy!',
  wrong: 'Nem egészen. Próbáld meg újra!',
  choose: 'Mi történjen most?',
  theEnd: 'Vége',
  again: 'Olvassuk újra!',
  credits: 'Kik készítették a mesét',
  license: 'Licenc',
  source: 'Forrás',
  untitled: 'Cím nélküli mese',
  noPicture: 'Ez a kép nincs itt.',
  noVideo: 'Ez a film nincs itt.',
  video: 'Film',
};

const tables: Readonly<Record<string, ReaderTexts>> = { en, ro, hu };

/**
 * The reader's own texts in the first of these languages that it speaks, with English for want of any, and the language
 * that they are in. All of them run from left to right.
 */
export function readerTexts(...wanted: readonly string[]): {
  readonly language: string;
  readonly texts: ReaderTexts;
} {
  for (const tag of wanted) {
    const [language = ''] = tag.toLowerCase().split('-');
    const texts = Object.hasOwn(tables, language) ? tables[language] : undefined;
    if (texts) return { language, texts };
  }
  return { language: 'en', texts: en };
}
