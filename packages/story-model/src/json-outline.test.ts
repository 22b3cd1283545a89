import fc from 'fast-check';
import { expect, it } from 'vitest';
import { storyInputs } from '../test/story-arbitrary.ts';
import { canonicalJson } from './canonical-json.ts';
import { jsonOutline } from './json-outline.ts';
import { storyDocument } from './story-document.ts';
import { storyLimits } from './story-limits.ts';

it('counts what is in a text, and not what only looks like it in its strings', () => {
  const text = String.raw`{"a[{,:\"\\": [1, "}],:", {}], "b": {"c": null}}`;
  expect(Object.keys(JSON.parse(text))).toHaveLength(2);
  expect(jsonOutline(text)).toEqual({ depth: 3, keys: 3, values: 8 });
});

it('counts no value of any JSON too few, and only what is empty twice', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const { values } = jsonOutline(JSON.stringify(value));
      expect(values).toBe(countOf(value));
    }),
  );
});

it('finds no more values in a story than its size allows', () => {
  fc.assert(
    fc.property(storyInputs(), (input) => {
      const json = canonicalJson(storyDocument.parse(input));
      const share = Buffer.byteLength(json) / storyLimits.documentBytes;
      expect(jsonOutline(json).values).toBeLessThan(storyLimits.jsonValues * share);
    }),
  );
});

it.each([
  ['options', '{"goTo":{"end":true},"id":"a","text":{}},'],
  ['answers', '{"correct":false,"id":"a","text":{}},'],
  ['credits', '{"name":"","role":""},'],
  ['texts', '"en":"",'],
])('finds no more values in the shortest %s than their size allows', (_, json) => {
  const share = json.length / storyLimits.documentBytes;
  expect(jsonOutline(json).values - 1).toBeLessThan(storyLimits.jsonValues * share);
});

function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  const parts = Object.values(value);
  return (
    1 +
    Math.max(
      1,
      parts.reduce((sum: number, part) => sum + countOf(part), 0),
    )
  );
}
