import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyNewDatabase } from '../apps/server/test/database-template.ts';
import { signIn } from './author.ts';
import { type DemoServer, startDemoServer } from './demo/demo-server.ts';
import { endProcess } from './demo/end-process.ts';

const program = join(import.meta.dirname, '../apps/server/bin/taleport.js');

let scratch: string;
let dataDir: string;
const started: DemoServer[] = [];
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'taleport-process-'));
  dataDir = join(scratch, 'data');
});

/** A data folder whose database is made already, which takes seconds off a start. */
async function readyFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await copyNewDatabase(folder);
  return folder;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
  await rm(scratch, { recursive: true, force: true });
});

describe('a second server', { timeout: 60_000 }, () => {
  it('does not start on the same data folder or port, says so in a line, and harms nothing', async () => {
    const first = await start();
    const client = await signIn(first.url);
    const other = await readyFolder(join(scratch, 'other'));
    const [onFolder, onPort] = await Promise.all([
      run({ DATA_DIR: dataDir }),
      run({ DATA_DIR: other, PORT: new URL(first.url).port }),
    ]);
    expect(onFolder).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^The data folder .* is in use by another Taleport process\..*\n$/,
      ),
    });
    expect(onPort).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The address is in use: .* Set PORT to another one\.\n$/),
    });
    expect(await client.listStories()).toEqual([]);
    await endProcess(first.process, 'SIGKILL');
    await start();
  });
});

describe('a server', { timeout: 60_000 }, () => {
  it('stops cleanly at SIGTERM, also while someone neither sends nor reads', async () => {
    const server = await start();
    const { hostname, port } = new URL(server.url);
    const stalled = connect(Number(port), hostname);
    await once(stalled, 'connect');
    stalled.on('error', () => stalled.destroy());
    stalled.write('POST /api/auth/sign-in/email HTTP/1.1\r\nHost: x\r\n');
    stalled.write('Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
    expect(await endProcess(server.process, 'SIGTERM')).toEqual([0, null]);
  });

  it('does not start on wrong settings, and names each', async () => {
    const { code, stderr } = await run({ PORT: 'http', MAX_VIDEO_MB: '-1', DATA_DIR: dataDir });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The settings are not right:\n {2}PORT: .*\n {2}MAX_VIDEO_MB: .*\n$/);
  });

  it('does not start in production without its address and a secret', async () => {
    const { code, stderr } = await run({ NODE_ENV: 'production', DATA_DIR: dataDir });
    expect(code).toBe(1);
    expect(stderr).toContain('PUBLIC_URL: is required in production');
    expect(stderr).toContain('SECRET: is required in production');
    expect(existsSync(dataDir)).toBe(false);
  });

  it('does not start where the provider of the organisation is away, and names the setting', async () => {
    const { code, stderr } = await run({
      DATA_DIR: dataDir,
      PUBLIC_URL: 'http://127.0.0.1',
      OIDC_ISSUER: 'http://127.0.0.1:1',
      OIDC_CLIENT_ID: 'taleport',
      OIDC_CLIENT_SECRET: 'hush',
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The settings are not right:\n {2}OIDC_ISSUER: .+ cannot be asked: .+\n$/,
    );
    expect(existsSync(dataDir)).toBe(false);
  });

  it('says which Node it needs where it is started with an older one', async () => {
    const older = '/usr/bin/node';
    if (!existsSync(older) || Number(version(older)) >= 26) {
      console.warn(`${older} is not an older Node: the line for older ones is not tried.`);
      return;
    }
    const failure = promisify(execFile)(older, [program, 'serve']);
    await expect(failure).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Taleport needs Node 26 or later, and this is v\d+.*\n$/),
    });
  });
});

async function start(): Promise<DemoServer> {
  if (!existsSync(dataDir)) await readyFolder(dataDir);
  const server = await startDemoServer(dataDir);
  started.push(server);
  return server;
}

/** Starts the program and waits until it ends by itself. */
async function run(environment: Record<string, string>) {
  const ended = promisify(execFile)(process.execPath, [program, 'serve'], {
    env: { PATH: process.env.PATH, PORT: '0', ...environment },
    timeout: 50_000,
  });
  return ended.catch((failure: { code: number; stderr: string }) => failure) as Promise<{
    code: number;
    stderr: string;
  }>;
}

function version(node: string): string {
  return execFileSync(node, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' });
}
