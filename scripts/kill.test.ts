import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = join(import.meta.dirname, 'kill.ts');

it('keeps its promises when the server is killed', { timeout: 180_000 }, async () => {
  const arguments_ = [script, '--rounds', '3', '--seed', '1'];
  const options = { timeout: 170_000 };
  const { stdout } = await promisify(execFile)(process.execPath, arguments_, options).catch(
    (error: { stdout: string; stderr: string }) => {
      throw new Error(`npm run kill failed:\n${error.stdout}${error.stderr}`);
    },
  );
  expect(stdout).toMatch(/[1-9]\d* verified/);
  expect(stdout).toMatch(/[1-9]\d* versions\b/);
  expect(stdout).toMatch(/[1-9]\d* uploads read back/);
  expect(stdout).toMatch(/[1-9]\d* downloads compared/);
  expect(stdout).toMatch(/3 claims of one export killed without progress/);
  expect(stdout).not.toContain('BROKEN');
});
