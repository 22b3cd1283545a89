/** What the start page says beside the story, in the languages of the studio. */
export interface StartPageTexts {
  readonly languages: string;
  readonly narration: string;
  /** Before a page number. */
  readonly goTo: string;
  readonly next: string;
  readonly theEnd: string;
  readonly showAnswer: string;
  readonly credits: string;
  readonly license: string;
  readonly source: string;
  readonly missing: string;
  readonly incomplete: string;
  readonly titleOnly: string;
}

const english: StartPageTexts = {
  languages: 'Languages',
  narration: 'Narration',
  goTo: 'Go to page',
  next: 'Continue on page',
  theEnd: 'The end',
  showAnswer: 'Show the answer',
  credits: 'Credits',
  license: 'Licence',
  source: 'Source',
  missing: 'This file is not in the package.',
  incomplete: 'Some files of this story are not in the package. The file story.json lists them.',
  titleOnly:
    'The story is too long for this page in all its languages. This one is in the file story.json.',
};

const texts: Readonly<Record<string, StartPageTexts>> = {
  en: english,
  ro: {
    languages: 'Limbi',
    narration: 'Narațiune',
    goTo: 'Mergi la pagina',
    next: 'Continuă la pagina',
    theEnd: 'Sfârșit',
    showAnswer: 'Arată răspunsul',
    credits: 'Autori',
    license: 'Licență',
    source: 'Sursă',
    missing: 'Acest fișier nu este în pachet.',
    incomplete: 'Unele fișiere ale poveștii nu sunt în pachet. Fișierul story.json le enumeră.',
    titleOnly:
      'Povestea este prea lungă pentru această pagină în toate limbile. Textul în această limbă este în fișierul story.json.',
  },
  hu: {
    languages: 'Nyelvek',
    narration: 'Felolvasás',
    goTo: 'Tovább erre az oldalra:',
    next: 'Folytatás ezen az oldalon:',
    theEnd: 'Vége',
    showAnswer: 'A válasz megmutatása',
    credits: 'Közreműködők',
    license: 'Licenc',
    source: 'Forrás',
    missing: 'Ez a fájl nincs a csomagban.',
    incomplete: 'A történet néhány fájlja nincs a csomagban. A story.json felsorolja őket.',
    titleOnly:
      'A történet minden nyelven túl hosszú ehhez az oldalhoz. Ez a nyelv a story.json fájlban olvasható.',
  },
};

/** The texts for a locale, by its language, with English where there are none; and the language that they are in. */
export function startPageTexts(locale: string): { language: string; texts: StartPageTexts } {
  const [language = 'en'] = locale.split('-');
  const found = Object.hasOwn(texts, language) ? texts[language] : undefined;
  return found ? { language, texts: found } : { language: 'en', texts: english };
}
