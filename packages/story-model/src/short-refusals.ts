import { z } from 'zod';

/**
 * Enough to mend a document. Zod makes several objects for each thing that is wrong, and a few megabytes can hold millions
 * of them, so that it would take the memory of the whole process to refuse what somebody sent.
 */
export const maxIssues = 20;

interface ListDefinition extends z.core.$ZodArrayDef {
  readonly maxLength: number;
}

const List = z.core.$constructor<z.ZodArray, ListDefinition>('List', (list, definition) => {
  z.ZodArray.init(list, definition);
  const { element, maxLength } = definition;
  const parse = list._zod.parse;
  list._zod.parse = (payload, context) => {
    const { value: items, issues } = payload;
    // Refused without a look at its items.
    if (!Array.isArray(items) || items.length > maxLength) return parse(payload, context);
    const values: unknown[] = [];
    for (const [index, value] of items.entries()) {
      const item = element._zod.run({ value, issues: [] }, context);
      if (item instanceof Promise) throw new z.core.$ZodAsyncError();
      issues.push(...z.core.util.prefixIssues(index, item.issues));
      values.push(item.value);
      if (issues.length >= maxIssues) break;
    }
    payload.value = values;
    return payload;
  };
});

const ShortRecord = z.core.$constructor<z.ZodRecord, z.core.$ZodRecordDef>(
  'ShortRecord',
  (record, definition) => {
    z.ZodRecord.init(record, definition);
    const parse = record._zod.parse;
    record._zod.parse = (payload, context) => {
      const result = parse(payload, context);
      if (result instanceof Promise) throw new z.core.$ZodAsyncError();
      result.issues.splice(maxIssues);
      return result;
    };
  },
);

/** A list that is left after the first few of its items that are wrong. */
export function listOf<Item extends z.ZodType>(
  item: Item,
  { min, max }: { readonly min?: number; readonly max: number },
): z.ZodArray<Item> {
  const checks = [z.maxLength(max), ...(min === undefined ? [] : [z.minLength(min)])];
  return new List({ type: 'array', element: item, maxLength: max, checks }) as z.ZodArray<Item>;
}

/** A record that tells the first few of its values that are wrong. Whoever uses it bounds the number of its keys before. */
export function recordOf<Key extends z.core.$ZodRecordKey, Value extends z.ZodType>(
  keyType: Key,
  valueType: Value,
): z.ZodRecord<Key, Value> {
  return new ShortRecord({ type: 'record', keyType, valueType }) as z.ZodRecord<Key, Value>;
}
