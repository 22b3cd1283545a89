import { describe, expect, it } from 'vitest';
import { textDirection } from './text-direction.ts';

describe('the direction of text', () => {
  it.each(['ar', 'he', 'iw', 'yi', 'fa', 'prs', 'ps', 'ur', 'ug', 'ckb', 'sd', 'dv', 'syr', 'nqo'])(
    'of %s is from right to left',
    (tag) => expect(textDirection(tag)).toBe('rtl'),
  );

  it.each([
    'ff-Adlm',
    'pa-Arab',
    'pa-PK',
    'az-IR',
    'ku-Arab',
    'rhg',
    'hu-Hung',
    'ur-Aran',
    'ar-x-a',
  ])('of %s is from right to left, by its script or region', (tag) =>
    expect(textDirection(tag)).toBe('rtl'),
  );

  it.each([
    ...['en', 'ro', 'hu', 'ja', 'zh-Hant', 'ff', 'pa', 'az', 'ar-Latn', 'tw-akua', 'bo', 'mn-Mong'],
    // Intl knows nothing of these.
    ...['x-private', 'con', 'zh-aaa-bbb-ccc', 'abcd'],
  ])('of %s is from left to right', (tag) => expect(textDirection(tag)).toBe('ltr'));
});
