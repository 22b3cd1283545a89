import { type ArchivePlan, inlineEntry, planArchive, type Segment } from '@taleport/story-archive';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { azureBlockLimits, type Block, type BlockLimits, layOutBlocks } from './block-layout.ts';

const mib = 1024 * 1024;

describe('the blocks of a package', () => {
  const limits: BlockLimits = {
    maxBlocks: 40,
    tinyBytes: 5,
    spareBytes: 64,
    spareShare: 1 / 200,
    sizes: [
      { copiedBytes: 200, gatheredBytes: 100 },
      { copiedBytes: 1_000, gatheredBytes: 100 },
      { copiedBytes: 1_000, gatheredBytes: 1_000 },
    ],
  };
  const entries = fc.array(
    fc.record({ isBlob: fc.boolean(), sizeBytes: fc.integer({ min: 0, max: 3_000 }) }),
    { maxLength: 60 },
  );

  it('hold every byte once, in order, and keep to all limits', () => {
    fc.assert(
      fc.property(entries, (described) => {
        const plan = planOf(described);
        const blocks = layOutBlocks(plan, limits);
        // Even blocks that are all full may be too few for it.
        if (!blocks) return expect(plan.sizeBytes).toBeGreaterThan(10_000);
        expect(blocks.length).toBeLessThanOrEqual(limits.maxBlocks);
        expect(Math.max(...blocks.map(({ sizeBytes }) => sizeBytes))).toBeLessThanOrEqual(1_000);
        expectWhole(plan, blocks);
      }),
    );
  });

  it('are the same each time', () => {
    fc.assert(
      fc.property(entries, (described) => {
        expect(layOutBlocks(planOf(described), limits)).toEqual(
          layOutBlocks(planOf(described), limits),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('gather no more than is spare where there are few, apart from tiny ones', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 6, max: 3_000 }), { maxLength: 12 }), (sizes) => {
        const plan = planOf(sizes.map((sizeBytes) => ({ isBlob: true, sizeBytes })));
        const wide = { ...limits, maxBlocks: 1_000 };
        const spare = Math.max(wide.spareBytes, plan.sizeBytes * wide.spareShare);
        expect(gatheredSizes(layOutBlocks(plan, wide) ?? []).reduce(sum, 0)).toBeLessThanOrEqual(
          spare,
        );
      }),
    );
  });

  it('are few enough for 25,000 media files, of which the smallest are gathered', () => {
    const sizes = Array.from({ length: 25_000 }, (_, index) => mib + index);
    const plan = planOf(sizes.map((sizeBytes) => ({ isBlob: true, sizeBytes })));
    const blocks = layOutBlocks(plan) ?? [];
    expect(blocks.length).toBeGreaterThan(49_000);
    expect(blocks.length).toBeLessThanOrEqual(azureBlockLimits.maxBlocks);
    expectWhole(plan, blocks);
    const gathered = gatheredSizes(blocks).sort((a, b) => a - b);
    expect(gathered).toEqual(sizes.slice(0, gathered.length));
    expect(gathered.reduce(sum, 0)).toBeLessThan(plan.sizeBytes / 100);
  });

  it('are a handful for 25,000 media files that are hardly larger than their requests', () => {
    const plan = planOf(Array.from({ length: 25_000 }, () => ({ isBlob: true, sizeBytes: 4_000 })));
    const blocks = layOutBlocks(plan) ?? [];
    expect(blocks.length).toBeLessThan(30);
    expectWhole(plan, blocks);
  });

  it('are few enough for 60,000 pictures, and for 3 TB of films', () => {
    const pictures = Array.from({ length: 60_000 }, () => ({ isBlob: true, sizeBytes: 300_000 }));
    const films = Array.from({ length: 1_500 }, () => ({ isBlob: true, sizeBytes: 2e9 }));
    for (const plan of [planOf(pictures), planOf(films)]) {
      const blocks = layOutBlocks(plan) ?? [];
      expect(blocks.length).toBeGreaterThan(0);
      expect(blocks.length).toBeLessThanOrEqual(azureBlockLimits.maxBlocks);
      expect(Math.max(...blocks.map(({ sizeBytes }) => sizeBytes))).toBeLessThanOrEqual(64 * mib);
    }
  });
});

/** Goes through the segments and the blocks side by side. */
function expectWhole(plan: ArchivePlan, blocks: readonly Block[]): void {
  const segments = plan.segments.values();
  let segment = segments.next().value;
  let done = 0;
  let offset = 0;
  for (const { block, part, start } of blocks.flatMap(piecesOf)) {
    const isNext =
      block.offset <= offset &&
      offset + part.sizeBytes <= block.offset + block.sizeBytes &&
      (part.kind === 'blob'
        ? part.key === (segment?.kind === 'blob' && segment.key) && start === done
        : segment?.kind === 'inline' &&
          segment.bytes.subarray(done, done + part.sizeBytes).toString() === part.bytes.toString());
    if (!segment || !isNext) throw new Error(`Not the bytes at ${offset}`);
    offset += part.sizeBytes;
    done += part.sizeBytes;
    if (done < segment.sizeBytes) continue;
    segment = segments.next().value;
    done = 0;
  }
  expect(segment).toBeUndefined();
  expect(offset).toBe(plan.sizeBytes);
}

function piecesOf(block: Block): { block: Block; part: Segment; start: number }[] {
  if (block.kind === 'gathered') return block.parts.map((part) => ({ block, part, start: 0 }));
  const part = { ...block.segment, sizeBytes: block.sizeBytes };
  return [{ block, part, start: block.start }];
}

function gatheredSizes(blocks: readonly Block[]): number[] {
  return blocks
    .flatMap((block) => (block.kind === 'gathered' ? block.parts : []))
    .flatMap((part) => (part.kind === 'blob' ? [part.sizeBytes] : []));
}

function planOf(entries: readonly { isBlob: boolean; sizeBytes: number }[]): ArchivePlan {
  return planArchive(
    entries.map(({ isBlob, sizeBytes }, index) => {
      const name = `${index}.bin`;
      if (!isBlob) return inlineEntry(name, Buffer.alloc(sizeBytes, index));
      const content = { key: `media/${index}`, sha256: index.toString(16).padStart(64, '0') };
      return { name, sizeBytes, crc32: sizeBytes === 0 ? 0 : index, content };
    }),
  );
}

function sum(a: number, b: number): number {
  return a + b;
}
