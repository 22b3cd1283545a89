import { describe, expect, it } from 'vitest';
import { mayBeForked } from './may-be-forked.ts';

describe('a story that is forked as its licence says', () => {
  it.each([
    ...['CC BY 4.0', 'cc-by-4.0', 'CC-BY', 'CC BY-SA 4.0', 'CC BY-NC 4.0', 'CC BY-NC-SA 3.0 IGO'],
    ...[
      'CC0',
      'CC0 1.0',
      'CC0-1.0',
      'CC0 1.0 Universal',
      'Public domain',
      'Public Domain Mark 1.0',
    ],
    'Creative Commons Attribution 4.0 International',
    'Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International License',
    'Attribution 4.0 International (CC BY 4.0)',
    'Licensed under the Creative Commons Attribution-ShareAlike 2.5 RO license.',
    'https://creativecommons.org/licenses/by/4.0/',
    'CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/deed.hu',
    'https://creativecommons.org/publicdomain/zero/1.0/',
  ])('may be under “%s”', (license) => {
    expect(mayBeForked(license, 'by-licence')).toBe(true);
  });

  it.each([
    ...[
      '',
      ' ',
      'CC BY-ND 4.0',
      'CC BY-NC-ND 4.0',
      'CC-BY-ND-4.0',
      'All rights reserved',
      'CC',
      'by',
    ],
    'Creative Commons Attribution-NoDerivatives 4.0 International',
    'Creative Commons Attribution – No Derivatives',
    'https://creativecommons.org/licenses/by-nd/4.0/',
    'CC BY 4.0 https://creativecommons.org/licenses/by-nd/4.0/',
    'https://example.org/licenses/by/4.0/',
    'CC BY 4.0 for the text, all rights reserved for the pictures',
    'CC BY if you ask me first',
    'Not in the public domain',
    '© 2020 Ana',
    `${'cc by '.repeat(160)}not`,
  ])('may not be under “%s”', (license) => {
    expect(mayBeForked(license, 'by-licence')).toBe(false);
  });
});

it('is for its author to allow or to forbid', () => {
  expect(mayBeForked('All rights reserved', 'allowed')).toBe(true);
  expect(mayBeForked('CC0 1.0', 'not-allowed')).toBe(false);
});
