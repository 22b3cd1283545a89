/** What the start page says beside the story, in the languages of the studio. */
export interface StartPageTexts {
  readonly languages: string;
  readonly narration: string;
  readonly goTo: string;
  readonly next: string;
  readonly theEnd: string;
  readonly showAnswer: string;
  readonly credits: string;
  readonly license: string;
  readonly missing: string;
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
  missing: 'This file is not in the package.',
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
    missing: 'Acest fișier nu este în pachet.',
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
    missing: 'Ez a fájl nincs a csomagban.',
  },
};

/** The texts for a locale, by its language, with English where there are none; and the language that they are in. */
export function startPageTexts(locale: string): { language: string; texts: StartPageTexts } {
  const [language = 'en'] = locale.split('-');
  const found = Object.hasOwn(texts, language) ? texts[language] : undefined;
  return found ? { language, texts: found } : { language: 'en', texts: english };
}
