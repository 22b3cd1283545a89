import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const program = join(import.meta.dirname, '../packages/story-archive/bin/taleport-archive.js');

/** What `taleport-archive verify` says of a package. Throws where it is not as it should be. */
export async function verifyPackage(file: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'verify', file]);
  return stdout;
}
