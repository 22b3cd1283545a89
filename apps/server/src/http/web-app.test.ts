import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerWebApp } from './web-app.ts';

const app = fastify();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taleport-web-'));
  await mkdir(join(folder, 'media'));
  const page = '<app nonce="csp-nonce"></app><script nonce="csp-nonce"></script>';
  await writeFile(join(folder, 'index.html'), page);
  await writeFile(join(folder, '.built-from'), 'secret');
  await writeFile(join(folder, 'main-ABCD1234.js'), 'run()');
  await writeFile(join(folder, 'main-ABCD1234.js.br'), 'compressed');
  await writeFile(join(folder, 'favicon.svg'), '<svg></svg>');
  await registerWebApp(app, folder);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const html = { accept: 'text/html,*/*' };

describe('the page of the studio', () => {
  it('is there for every address that a browser goes to', async () => {
    for (const url of ['/', '/library', '/stories/1/edit?tile=2']) {
      const { statusCode, body } = await app.inject({ url, headers: html });
      expect([statusCode, body]).toEqual([200, expect.stringContaining('<app')]);
    }
  });

  it('is not there for the API, nor for what asks for no page', async () => {
    for (const url of ['/api', '/api/nothing', '/api/nothing?x=/']) {
      expect((await app.inject({ url, headers: html })).statusCode, url).toBe(404);
    }
    const { statusCode } = await app.inject({
      url: '/picture.png',
      headers: { accept: 'image/*' },
    });
    expect(statusCode).toBe(404);
  });

  it('is not there for what is no address', async () => {
    const { statusCode } = await app.inject({ url: '//', headers: html });
    expect(statusCode).toBe(404);
  });

  it('has a nonce of its own each time, in all places, and allows no other host', async () => {
    const answers = [
      await app.inject({ url: '/', headers: html }),
      await app.inject({ url: '/', headers: html }),
    ];
    const nonces = answers.map(({ headers, body }) => {
      const policy = String(headers['content-security-policy']);
      const [, nonce = ''] = /'nonce-([^']{22,})'/.exec(policy) ?? [];
      expect(body.split(nonce)).toHaveLength(3);
      expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(policy).not.toMatch(/https?:|\*|unsafe/);
      expect(headers['cache-control']).toBe('no-store');
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
  });
});

describe('a file of the studio', () => {
  it('that is named by its content is kept for ever, any other is asked for again', async () => {
    const script = await app.inject({ url: '/main-ABCD1234.js' });
    expect(script.headers['cache-control']).toContain('immutable');
    expect(script.headers['content-type']).toMatch(/^(text|application)\/javascript/);
    const icon = await app.inject({ url: '/favicon.svg' });
    expect(icon.headers['cache-control']).toBe('no-cache');
    expect(icon.headers['x-content-type-options']).toBe('nosniff');
  });

  it('comes compressed to those who can read that', async () => {
    const headers = { 'accept-encoding': 'gzip, br' };
    const { headers: answered, body } = await app.inject({ url: '/main-ABCD1234.js', headers });
    expect([answered['content-encoding'], body]).toEqual(['br', 'compressed']);
  });

  it('is nothing else that lies in the folder', async () => {
    for (const url of ['/.built-from', '/index.html', '/../package.json', '/media/']) {
      const { statusCode, body } = await app.inject({ url });
      expect([statusCode, body.includes('secret')], url).toEqual([404, false]);
    }
  });
});
