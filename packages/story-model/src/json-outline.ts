const token = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  open: 0x5b,
  backslash: 0x5c,
  close: 0x5d,
} as const;
/** `{` and `}` are `[` and `]` with this bit. */
const braceBit = 0x20;

export interface JsonOutline {
  /** Levels of objects and lists. */
  readonly depth: number;
  /** Keys of all objects. */
  readonly keys: number;
  /** Values, where empty objects and lists are counted twice. */
  readonly values: number;
}

/**
 * How much a text holds, if it is JSON, before anything is made of it: a colon outside of a string follows a key, and
 * before each value but the outermost stands a bracket or a comma.
 */
export function jsonOutline(text: string): JsonOutline {
  let level = 0;
  let depth = 0;
  let keys = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === token.quote) at = stringEnd(text, at);
    else if (code === token.colon) keys += 1;
    else if (code === token.comma) values += 1;
    else if ((code & ~braceBit) === token.close) level -= 1;
    else if ((code & ~braceBit) === token.open) {
      values += 1;
      level += 1;
      if (level > depth) depth = level;
    }
  }
  return { depth, keys, values };
}

/** Where the quote is that ends the string which begins at `start`. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === token.quote) break;
    if (code === token.backslash) at += 1;
  }
  return at;
}
