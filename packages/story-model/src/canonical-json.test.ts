import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

describe('canonical JSON', () => {
  it('has its keys in order of their UTF-16 code units, at each level, and no white space', () => {
    const value = { b: [{ z: 1, a: null }], a: '€/"\u0001', '😀': 1, '\uFB01': 2, A: true };
    expect(canonicalJson(value)).toBe(
      '{"A":true,"a":"€/\\"\\u0001","b":[{"a":null,"z":1}],"😀":1,"ﬁ":2}',
    );
  });

  it('writes numbers as JavaScript does', () => {
    expect(canonicalJson([1e21, 0.1, -0, 10.0])).toBe('[1e+21,0.1,0,10]');
  });

  it('leaves out what is undefined, and is not made of nothing', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
    expect(() => canonicalJson(undefined)).toThrow(TypeError);
  });
});
