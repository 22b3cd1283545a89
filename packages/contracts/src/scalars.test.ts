import { describe, expect, it } from 'vitest';
import { instant, locale, slug, uuid } from './scalars.ts';

describe('a UUID', () => {
  it('may be written in capitals, and is read in small letters', () => {
    const id = '0b0b7a3e-6a58-4d1c-9b0a-1f2e3d4c5b6a';
    expect(uuid.parse(id)).toBe(id);
    expect(uuid.parse(id.toUpperCase())).toBe(id);
  });

  it.each([
    '',
    '0b0b7a3e6a584d1c9b0a1f2e3d4c5b6a',
    '{0b0b7a3e-6a58-4d1c-9b0a-1f2e3d4c5b6a}',
    '0b0b7a3e-6a58-4d1c-9b0a-1f2e3d4c5b6a\n',
    '0b0b7a3e-6a58-4d1c-9b0a-1f2e3d4c5b6g',
    'urn:uuid:0b0b7a3e-6a58-4d1c-9b0a-1f2e3d4c5b6a',
  ])('is not %j', (text) => {
    expect(uuid.safeParse(text).success).toBe(false);
  });
});

describe('a locale', () => {
  it.each(['en', 'ro', 'hu', 'pt-BR', 'zh-Hant-TW'])('is %s', (text) => {
    expect(locale.parse(text)).toBe(text);
  });

  it.each(['', 'EN', 'en_US', '../en', 'en US'])('is not %j', (text) => {
    expect(locale.safeParse(text).success).toBe(false);
  });
});

describe('a slug', () => {
  it('is a part of an address', () => {
    expect(slug.parse('the-lamp-in-the-fog')).toBe('the-lamp-in-the-fog');
    expect(slug.safeParse('The lamp').success).toBe(false);
  });
});

describe('an instant', () => {
  it('is in UTC', () => {
    expect(instant.safeParse('2026-02-28T12:00:00.123Z').success).toBe(true);
    expect(instant.safeParse('2026-02-28T12:00:00+02:00').success).toBe(false);
    expect(instant.safeParse('2026-02-30T12:00:00Z').success).toBe(false);
  });
});
