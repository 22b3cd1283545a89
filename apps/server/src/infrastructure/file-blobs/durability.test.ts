import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, canTrace, traceOf } from '../../../test/system-calls.ts';

describe.runIf(canTrace)('what was acknowledged is on the disk', () => {
  let scratch: string;
  let calls: Call[];
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'taleport-trace-'));
    calls = await traceOf(join(import.meta.dirname, '../../../test/store-and-compose.ts'), scratch);
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  const only = (name: RegExp, text: RegExp) =>
    calls.filter((call) => name.test(call.name) && text.test(call.text));
  const first = (name: RegExp, text: RegExp, after = 0): Call => {
    const call = only(name, text).find((each) => each.begins >= after);
    if (!call) throw new Error(`The trace has no ${name} of ${text} after ${after}`);
    return call;
  };
  const acknowledged = (what: string) =>
    first(/^write$/, new RegExp(`acknowledged ${what}`)).begins;

  it('an upload: its bytes, then its name, then the folder', () => {
    const rename = first(/^rename/, /\.upload".*media\/blob"/);
    const sync = first(/sync$/, /\.upload>/);
    const folder = first(/sync$/, /objects\/media>/, rename.ends);
    expect(sync.ends).toBeLessThan(rename.begins);
    expect(folder.ends).toBeLessThan(acknowledged('upload'));
  });

  it('what was appended: its bytes and its name before each of its parts is acknowledged', () => {
    const parts = only(/^write$/, /acknowledged part/);
    expect(parts.length).toBeGreaterThanOrEqual(2);
    const name = first(/sync$/, /objects\/uploads>/);
    for (const part of parts) {
      expect(name.ends).toBeLessThan(part.begins);
      const syncs = only(/^fdatasync$/, /uploads\/grows>/);
      const synced = syncs.filter((sync) => sync.ends < part.begins).at(-1);
      const written = only(/^pwrite/, /uploads\/grows>/).filter(
        (write) => write.ends < (synced?.begins ?? 0),
      );
      const bytes = written.reduce((sum, { text }) => sum + Number(/= (\d+)$/.exec(text)?.[1]), 0);
      expect(bytes).toBeGreaterThanOrEqual(Number(/part (\d+)/.exec(part.text)?.[1]));
    }
  });

  it('a package: its bytes, then its name, then the folder', () => {
    const rename = first(/^rename/, /\.partial".*package\.zip"/);
    const writes = only(/^pwrite/, /\.partial>/);
    const lastWrite = Math.max(...writes.map((write) => write.ends));
    const sync = first(/^fdatasync$/, /\.partial>/, lastWrite);
    const folder = first(/sync$/, /objects\/exports>/, rename.ends);
    expect(writes.length).toBeGreaterThanOrEqual(40);
    expect(sync.ends).toBeLessThan(rename.begins);
    expect(folder.ends).toBeLessThan(acknowledged('package'));
  });

  it('the ledger speaks only of bytes that were synced before', () => {
    const lines = only(/^p?write/, /\.ledger>/);
    expect(lines.length).toBeGreaterThanOrEqual(2);
    for (const line of lines) {
      const syncs = only(/^fdatasync$/, /\.partial>/).filter((sync) => sync.ends < line.begins);
      const synced = syncs.at(-1);
      const written = only(/^pwrite/, /\.partial>/).filter(
        (write) => write.ends < (synced?.begins ?? 0),
      );
      const bytes = written.reduce((sum, { text }) => sum + Number(/= (\d+)$/.exec(text)?.[1]), 0);
      const claimed = [...(/(?:^|\\n|")(\d+) (\d+) \d+ \d+/.exec(line.text) ?? [])][2];
      expect(bytes).toBeGreaterThanOrEqual(Number(claimed ?? 0));
    }
  });
});
