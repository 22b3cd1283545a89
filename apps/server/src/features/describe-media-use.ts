import type { MediaRole, MediaUse } from '@taleport/story-model';

interface Words {
  readonly roles: Readonly<Record<MediaRole, string>>;
  readonly page: string;
}

const english: Words = {
  roles: {
    cover: 'the cover',
    'title-narration': 'the narration of the title',
    picture: 'the picture',
    narration: 'the narration',
    video: 'the video',
  },
  page: 'page',
};

const romanian: Words = {
  roles: {
    cover: 'coperta',
    'title-narration': 'narațiunea titlului',
    picture: 'imaginea',
    narration: 'narațiunea',
    video: 'filmul',
  },
  page: 'pagina',
};

const hungarian: Words = {
  roles: {
    cover: 'a borító',
    'title-narration': 'a cím felolvasása',
    picture: 'a kép',
    narration: 'a narráció',
    video: 'a videó',
  },
  page: 'oldal:',
};

const words: Readonly<Record<string, Words>> = { en: english, ro: romanian, hu: hungarian };

/** Which file of a story it is, as its author would say it, in the language of the locale or in English. */
export function describeMediaUse(use: MediaUse, locale: string): string {
  const { role, tileNumber, language } = use;
  const { roles, page } = inLocale(words, locale) ?? english;
  const onPage = tileNumber === undefined ? '' : `, ${page} ${tileNumber}`;
  const inLanguage = language === undefined ? '' : ` (${language})`;
  return `${roles[role]}${onPage}${inLanguage}`;
}

/** What is there for the language of a locale, whatever its region. */
export function inLocale<Texts>(
  texts: Readonly<Record<string, Texts>>,
  locale: string,
): Texts | undefined {
  const language = locale.split('-')[0] ?? '';
  return Object.hasOwn(texts, language) ? texts[language] : undefined;
}
