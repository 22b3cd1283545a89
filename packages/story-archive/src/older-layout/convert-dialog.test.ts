import { checkStory } from '@taleport/story-model';
import { describe, expect, it } from 'vitest';
import { convertOlder, type OlderSample } from '../../test/older-packages.ts';

const dialogTile = { tileId: 'd', type: 'dialog', imageUrl: 'd.png' };
const endPage = { tileId: 'end', type: 'page' };

interface NodeOptions {
  readonly [id: string]: Readonly<Record<string, unknown>>;
}

function node(nodeId: string, text: string, options: NodeOptions = {}, more = {}) {
  const list = Object.entries(options).map(([id, option]) => ({ id, text: `${id}?`, ...option }));
  return { nodeId, text, options: list, ...more };
}

/** A story of a dialog and a last page. */
function dialogSample(dialogs: NonNullable<OlderSample['dialogs']>): OlderSample {
  return {
    tiles: [dialogTile, endPage],
    languages: { en: { title: 'T' }, ro: { title: 'T' } },
    dialogs,
    media: { 'media/images/tiles/d.png': 'image/png', 'media/audio/en/b.mp3': 'audio/mpeg' },
  };
}

const english = {
  dialogRootNodeId: 'b',
  dialogNodes: [
    node('a', 'Goodbye'),
    node(
      'b',
      'Hello',
      { stay: { nextNodeId: 'b' }, go: { nextNodeId: 'a' } },
      { audioUrl: 'b.mp3' },
    ),
  ],
};

describe('a dialog', () => {
  it('becomes a choice for each node with options, and a page for each one without', async () => {
    const { story, losses } = await convertOlder(
      dialogSample({
        'en/d': english,
        'ro/d': {
          dialogRootNodeId: 'b',
          dialogNodes: [
            node('b', 'Salut', {
              go: { nextNodeId: 'a', sortOrder: 2 },
              stay: { nextNodeId: 'b', sortOrder: 1 },
            }),
            node('a', 'Pa'),
          ],
        },
      }),
    );
    const picture = { media: 'media/images/tiles/d.png', alt: {} };
    expect(story.tiles).toMatchObject([
      {
        ...{ kind: 'choice', id: 'd', picture, text: { en: 'Hello', ro: 'Salut' } },
        narration: { en: 'media/audio/en/b.mp3' },
        options: [
          { id: 'stay', text: { en: 'stay?', ro: 'stay?' }, goTo: { tile: 'd' } },
          { id: 'go', text: { en: 'go?', ro: 'go?' }, goTo: { tile: 'd-a' } },
        ],
      },
      {
        ...{ kind: 'page', id: 'd-a', picture, text: { en: 'Goodbye', ro: 'Pa' } },
        next: { tile: 'end' },
      },
      { id: 'end' },
    ]);
    expect(losses).toEqual([]);
    const errors = checkStory(story, 100).errors.findings;
    expect(errors.map(({ where }) => where)).toEqual(['/tiles/2/text/en', '/tiles/2/text/ro']);
  });

  it('has a page before it where it has texts of its own', async () => {
    const sample = dialogSample({ 'en/d': english });
    const languages = { en: { title: 'T', tiles: [{ tileId: 'd', text: 'They meet.' }] } };
    const { story } = await convertOlder({ ...sample, languages });
    expect(story.tiles).toMatchObject([
      { kind: 'page', id: 'd', text: { en: 'They meet.' }, next: null },
      { kind: 'choice', id: 'd-b', options: [{ goTo: { tile: 'd-b' } }, {}] },
      { kind: 'page', id: 'd-a' },
      { id: 'end' },
    ]);
  });

  it('may jump to tiles; where a jump leads nowhere, it goes on behind the dialog', async () => {
    const root = node('a', 'Well', {
      back: { jumpToTileId: 'd', nextNodeId: 'x' },
      tile: { jumpToTileId: 'gone' },
      node: { nextNodeId: 'gone' },
      over: {},
    });
    const { story, losses } = await convertOlder(
      dialogSample({ 'en/d': { dialogRootNodeId: 'gone', dialogNodes: [root] } }),
    );
    expect(story.tiles[0]).toMatchObject({
      options: [
        { goTo: { tile: 'd' } },
        { goTo: { tile: 'end' } },
        { goTo: { tile: 'end' } },
        { goTo: { tile: 'end' } },
      ],
    });
    const at = 'manifest/the-lamp/dialogs/en/d.json#';
    expect(losses.slice(0, 3)).toMatchObject([
      { code: 'dialog-root-missing', where: `${at}/dialogRootNodeId` },
      { code: 'jump-to-nowhere', where: `${at}/dialogNodes/0/options/1/jumpToTileId` },
      { code: 'jump-to-nowhere', where: `${at}/dialogNodes/0/options/2/nextNodeId` },
    ]);
  });

  it('keeps what only one language has, and lists where languages differ', async () => {
    const { story, losses } = await convertOlder(
      dialogSample({
        'en/d': english,
        'ro/d': {
          dialogRootNodeId: 'a',
          dialogNodes: [
            node('b', 'Salut', { go: { nextNodeId: 'c' }, ask: {} }, { speakerType: 'hero' }),
            node('c', 'Numai aici'),
          ],
        },
      }),
    );
    expect(story.tiles).toMatchObject([
      { id: 'd', options: [{ id: 'stay' }, { id: 'go', goTo: { tile: 'd-a' } }, { id: 'ask' }] },
      { id: 'd-a', text: { en: 'Goodbye' } },
      { id: 'd-c', text: { ro: 'Numai aici' } },
      { id: 'end' },
    ]);
    const at = 'manifest/the-lamp/dialogs/ro/d.json#';
    expect(losses.slice(0, 7).map(({ code, where }) => [code, where])).toEqual([
      ['speaker-not-kept', `${at}/dialogNodes/0/speakerType`],
      ['dialog-differs', `${at}/dialogRootNodeId`],
      ['dialog-differs', `${at}/dialogNodes/0/options/0`],
      ['dialog-differs', `${at}/dialogNodes/0/options/1`],
      ['dialog-differs', `${at}/dialogNodes/0/options`],
      ['dialog-differs', `${at}/dialogNodes/1`],
      ['dialog-differs', `${at}/dialogNodes`],
    ]);
  });

  it('whose nodes are not there becomes a page, and one without a tile is listed', async () => {
    const { story, losses } = await convertOlder(dialogSample({ 'en/x': english }));
    expect(story.tiles).toMatchObject([{ kind: 'page', id: 'd' }, { id: 'end' }]);
    expect(losses).toMatchObject([
      { code: 'dialog-not-kept', where: 'manifest/the-lamp/dialogs/en/x.json' },
      { code: 'dialog-missing', where: 'manifest/the-lamp/master.json#/tiles/0' },
      { code: 'media-unused', where: 'media/audio/en/b.mp3' },
    ]);
  });

  it('lists a branch that depends on the way through it', async () => {
    const dialogNodes = [
      node('a', 'Which?', {
        one: { nextNodeId: 'b', setBranchId: 'one' },
        two: { nextNodeId: 'b', setBranchId: 'two' },
      }),
      node('b', 'So be it'),
    ];
    const { story, losses } = await convertOlder({
      tiles: [
        { tileId: 'd', type: 'dialog' },
        { tileId: '1', type: 'page', branchId: 'one' },
        { tileId: 'end', type: 'page' },
      ],
      dialogs: { 'en/d': { dialogRootNodeId: 'a', dialogNodes } },
    });
    expect(story.tiles[1]).toMatchObject({ id: 'd-b', next: { tile: 'end' } });
    expect(losses.map(({ code, where }) => [code, where])).toEqual([
      ['branch-not-kept', 'manifest/the-lamp/dialogs/en/d.json#/dialogNodes/1/text'],
      ['branch-not-kept', 'manifest/the-lamp/master.json#/tiles/1/branchId'],
    ]);
  });
});
