import { expect, it } from 'vitest';
import { slug } from './slug.ts';

it.each(['a', '0', 'the-lamp-in-the-fog', '2-lamps', 'a'.repeat(80)])('%j is a slug', (text) => {
  expect(slug.parse(text)).toBe(text);
});

it.each(['', '-', 'a-', '-a', 'a--b', 'A', 'lámpás', 'a b', 'a/b', '..', 'a\n', 'a'.repeat(81)])(
  '%j is not a slug',
  (text) => {
    expect(slug.safeParse(text).success).toBe(false);
  },
);
