import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { canStartPostgres } from '../apps/server/test/postgres-server.ts';

const script = join(import.meta.dirname, 'kill.ts');
const canUsePostgres = await canStartPostgres();

it.skipIf(!canUsePostgres)(
  'keeps its promises when processes are killed and requests are lost',
  {
    timeout: 240_000,
  },
  async () => {
    const arguments_ = [script, '--azure', '--rounds', '6', '--seed', '1'];
    const options = { timeout: 230_000 };
    const { stdout } = await promisify(execFile)(process.execPath, arguments_, options).catch(
      (error: { stdout: string; stderr: string }) => {
        throw new Error(`npm run kill failed:\n${error.stdout}${error.stderr}`);
      },
    );
    expect(stdout).toMatch(/[1-9]\d* verified/);
    expect(stdout).toMatch(/[1-9]\d* versions\b/);
    expect(stdout).toMatch(/[1-9]\d* uploads read back/);
    expect(stdout).toMatch(/[1-9]\d* imported stories read back/);
    expect(stdout).toMatch(/[1-9]\d* kills of worker/);
    expect(stdout).toMatch(/blob service: .*\b[1-9]\d* answer lost/);
    expect(stdout).toMatch(/queue service: .*\b[1-9]\d* message/);
    expect(stdout).not.toContain('BROKEN');
  },
);
