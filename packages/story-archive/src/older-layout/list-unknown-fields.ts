import { z } from 'zod';
import type { LossList } from './loss-list.ts';
import { jsonPointer } from './parse-older-json.ts';

/** What fields are called that the exporter writes and that have no place in a story of Taleport. */
const fieldNames: Readonly<Record<string, { readonly code: string; readonly name: string }>> = {
  tokens: { code: 'reward-not-kept', name: 'The reward for an answer' },
  speakerType: { code: 'speaker-not-kept', name: 'Who speaks in a dialog' },
  speakerHeroId: { code: 'speaker-not-kept', name: 'Which hero speaks in a dialog' },
  hideIfBranchSet: { code: 'condition-not-kept', name: 'When an option of a dialog is hidden' },
  showOnlyIfBranchesSet: { code: 'condition-not-kept', name: 'When an option of a dialog shows' },
};

/** Said elsewhere in the package, or about its editor and not about the story. */
const saidElsewhere = new Set(['audioLanguages', 'sortOrder', 'x', 'y']);

/** The fields of a schema, and those of the objects in them. */
type Fields = ReadonlyMap<string, Fields | undefined>;

const fieldsOfSchemas = new WeakMap<z.ZodType, Fields | undefined>();

/** Adds a loss for each field, by its name, that the schema does not know and that says something. */
export function listUnknownFields(
  value: unknown,
  { schema, entry, losses }: { schema: z.ZodType; entry: string; losses: LossList },
): void {
  if (!fieldsOfSchemas.has(schema)) fieldsOfSchemas.set(schema, fieldsOf(schema));
  const visit = (inner: unknown, fields: Fields, path: readonly PropertyKey[]): void => {
    if (Array.isArray(inner)) {
      for (const [index, item] of inner.entries()) visit(item, fields, [...path, index]);
      return;
    }
    for (const [key, content] of Object.entries(inner ?? {})) {
      const known = fields.get(key);
      if (known) visit(content, known, [...path, key]);
      else if (!fields.has(key) && !isNothing(key, content)) {
        addLoss(losses, { key, where: `${entry}#${jsonPointer([...path, key])}` });
      }
    }
  };
  visit(value, fieldsOfSchemas.get(schema) ?? new Map(), []);
}

function addLoss(losses: LossList, { key, where }: { key: string; where: string }): void {
  const known = Object.hasOwn(fieldNames, key) ? fieldNames[key] : undefined;
  const name = known ? `${known.name} (${JSON.stringify(key)})` : `The field ${shown(key)}`;
  losses.addRepeated({
    key: `field ${key}`,
    code: known?.code ?? 'field-not-kept',
    where,
    describe: (places) => `${name} is not kept${places > 1 ? `, in ${places} places` : ''}.`,
  });
}

function shown(key: string): string {
  return JSON.stringify(key.length > 60 ? `${key.slice(0, 60)}…` : key);
}

function isNothing(key: string, value: unknown): boolean {
  if (saidElsewhere.has(key)) return true;
  // The reader of the story, who speaks where nobody else does.
  if (key === 'speakerType' && value === 'reader') return true;
  if (typeof value !== 'object' || value === null) return !value;
  return Object.keys(value).length === 0;
}

function fieldsOf(schema: z.ZodType): Fields | undefined {
  const object = objectIn(schema);
  if (!object) return undefined;
  const fields = Object.entries(object.shape) as [string, z.ZodType][];
  return new Map(fields.map(([key, field]) => [key, fieldsOf(field)]));
}

/** The object that a schema describes, or lists. */
function objectIn(schema: z.ZodType): z.ZodObject | undefined {
  if (schema instanceof z.ZodObject) return schema;
  const inner = innerOf(schema);
  return inner && objectIn(inner as z.ZodType);
}

function innerOf(schema: z.ZodType) {
  if (schema instanceof z.ZodPipe) return schema.in;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return schema.unwrap();
  return schema instanceof z.ZodArray ? schema.element : undefined;
}
