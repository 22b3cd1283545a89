import { storyLimits } from '@taleport/story-model';
import { expect, it } from 'vitest';
import { convertOlder, type OlderSample } from '../../test/older-packages.ts';
import { PackageError } from '../package/package-error.ts';

const master = 'manifest/the-lamp/master.json';
const english = 'manifest/the-lamp/languages/en.json';

async function refusal(sample: OlderSample): Promise<PackageError> {
  const failure = await convertOlder(sample).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof PackageError) return failure;
  throw failure ?? new Error('The package was read');
}

it.each<[what: string, rule: string, entry: string, sample: OlderSample, says: string]>([
  ['no JSON', 'manifest-not-json', master, { entries: { [master]: '{"id":' } }, 'not JSON'],
  ['no text', 'entry-not-utf-8', master, { entries: { [master]: Buffer.of(0xff) } }, 'UTF-8'],
  [
    'deep nesting',
    ...(['manifest-too-deep', english] as const),
    { entries: { [english]: `{"x":${'['.repeat(100_000)}` } },
    'more than 32 levels',
  ],
  [
    'a prototype',
    ...(['manifest-schema', english] as const),
    { entries: { [english]: '{"tiles":[{"tileId":"1","\\u005f_proto__":{"text":"x"}}]}' } },
    '__proto__',
  ],
  [
    'a wrong type',
    ...(['manifest-schema', english] as const),
    { languages: { en: { tiles: [{ tileId: '1' }, { tileId: '2', text: 5 }] } } },
    '/tiles/1/text',
  ],
  [
    'an object in place of a list',
    'manifest-schema',
    master,
    { master: { topicIds: {} } },
    '/topicIds',
  ],
  [
    'too many tiles',
    ...(['manifest-schema', master] as const),
    { tiles: Array.from({ length: storyLimits.tiles + 1 }, () => ({ tileId: '1' })) },
    '/tiles',
  ],
  [
    'a long file',
    ...(['entry-too-large', english] as const),
    { entries: { [english]: Buffer.alloc(2 * 1024 * 1024 + 1, ' ') } },
    'at most 2097152',
  ],
  [
    'more nodes than a story has tiles',
    ...(['story-too-large', master] as const),
    {
      tiles: [
        { tileId: 'd', type: 'dialog' },
        { tileId: 'e', type: 'page' },
      ],
      dialogs: {
        'en/d': {
          dialogNodes: Array.from({ length: storyLimits.tiles }, (_, at) => ({ nodeId: `${at}` })),
        },
      },
    },
    'becomes 10001 tiles',
  ],
  [
    'a later format',
    ...(['older-version', master] as const),
    { master: { formatVersion: 3 } },
    'format version 3',
  ],
  [
    'another story in its files',
    ...(['older-ids-differ', english] as const),
    { languages: { en: { storyId: 'another' } } },
    '"another"',
  ],
  [
    'two stories',
    ...(['older-several-stories', 'manifest/b/'] as const),
    { entries: { 'manifest/b/languages/en.json': '{}' } },
    'each story by itself',
  ],
  ['no language', 'older-no-language', master, { languages: {} }, 'needs one'],
])('refuses a package with %s', async (_what, rule, entry, sample, says) => {
  const { message, ...error } = await refusal(sample);
  expect(error).toMatchObject({ rule, entry });
  expect(message).toContain(says);
});

it('reads circles of dialog nodes, and more branches and losses than anyone makes', async () => {
  const count = 4_000;
  const dialogNodes = Array.from({ length: count }, (_, at) => ({
    nodeId: `n${at}`,
    unknown: true,
    options: [
      { id: 'on', nextNodeId: `n${(at + 1) % count}`, setBranchId: `b${at}`, jumpToTileId: null },
      { id: 'back', nextNodeId: 'n0', setBranchId: `c${at}` },
      { id: 'lost', nextNodeId: 'nowhere' },
    ],
  }));
  const { story, losses } = await convertOlder({
    tiles: [{ tileId: 'd', type: 'dialog' }],
    dialogs: { 'en/d': { dialogRootNodeId: 'n0', dialogNodes } },
  });
  expect(story.tiles).toHaveLength(count);
  expect(losses).toHaveLength(1_001);
  expect(losses.at(-1)?.code).toBe('more-losses');
});
