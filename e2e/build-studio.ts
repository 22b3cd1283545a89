import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const build = join(import.meta.dirname, '../apps/web/build.ts');

/** Builds the studio, where it has changed. Two at once would be in each other's way. */
export async function buildStudio(): Promise<void> {
  const env = { ...process.env, NG_BUILD_TYPE_CHECK: '0' };
  await promisify(execFile)(process.execPath, [build], { env });
}
