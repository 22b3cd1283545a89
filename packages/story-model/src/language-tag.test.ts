import { describe, expect, it } from 'vitest';
import { isLanguageTag } from './is-language-tag.ts';
import { languageTag } from './language-tag.ts';

describe('a language tag', () => {
  it.each([
    ...['en', 'yue', 'pt-BR', 'pt-br', 'es-419', 'zh-Hant-TW', 'sr-Latn', 'tw-akua', 'tw-asan'],
    ...['de-1996', 'sl-rozaj-biske-1994', 'de-CH-1901', 'zh-min-nan', 'zh-yue-Hant', 'art-lojban'],
    ...['en-u-ca-gregory', 'en-a-bbb-x-a-ccc', 'de-x-gruppe', 'x-private', 'x-a-b-c'],
    ...['con', 'nul', 'aux', 'prn', 'abcd', 'abcdefgh', 'ak-fonipa'],
  ])('may be %s', (tag) => {
    expect(isLanguageTag(tag)).toBe(true);
  });

  it.each([
    ...[
      '',
      'e',
      'EN',
      'En-us',
      'toString',
      'constructor',
      '__proto__',
      'abcdefghi',
      '42',
      'i-klingon',
    ],
    ...['en_US', 'en-', '-en', 'en--US', 'en US', 'en.', 'en\n', ' en', 'en-x', 'x', 'x-', 'en-u'],
    ...['en-USA1-x', 'abcd-efg', 'abcdef-ghi', 'fr-française', 'e\u0301n', 'en/../x', 'en-a-b'],
    ...['en-abcdefghi', 'x-abcdefghi', `en-x-${'a-'.repeat(15)}a`],
  ])('may not be %j', (tag) => {
    expect(isLanguageTag(tag)).toBe(false);
    expect(languageTag.safeParse(tag).error?.issues[0]?.message).toMatch(/BCP 47/);
  });

  it('has at most 35 characters', () => {
    const longest = 'en-x-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaa';
    expect(longest).toHaveLength(35);
    expect(isLanguageTag(longest)).toBe(true);
    expect(isLanguageTag(`${longest}a`)).toBe(false);
  });

  it('is decided in an instant for a hostile text', () => {
    expect(isLanguageTag(`en${'-abcde'.repeat(200_000)}-`)).toBe(false);
  });
});
