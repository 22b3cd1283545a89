import { once } from 'node:events';
import { jobRoutes } from '@taleport/contracts/routes/jobs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';

let app: TestApp;
let author: TestClient;
let base: string;

beforeAll(async () => {
  app = await startTestApp();
  author = await app.author();
  base = await app.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => app.close());

interface StreamEvent {
  readonly name: string;
  readonly data: {
    jobs: { jobId: string }[];
    jobId: string;
    status: string;
    revision: number;
  };
}

/** The events of an account's stream, as they come. */
async function* eventsOf(client: TestClient, signal: AbortSignal): AsyncGenerator<StreamEvent> {
  const response = await fetch(`${base}${jobRoutes.events.url}`, {
    headers: { authorization: `Bearer ${client.token}` },
    signal,
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      if (name && data) yield { name, data: JSON.parse(data) };
    }
  }
}

type Reader = ReadableStreamDefaultReader<string> | undefined;

describe('the stream of an account', () => {
  it('begins with its jobs, then tells every change of them, and of no one else’s', async () => {
    const story = await author.createStory();
    const old = await author.exportDraft(story.id, { languages: ['ro'] });
    const stranger = await app.author('stranger');
    const theirs = await stranger.createStory();
    const stop = new AbortController();
    const stream = eventsOf(author, stop.signal);
    const first = (await stream.next()).value;
    expect(first).toMatchObject({ name: 'snapshot', data: { jobs: [{ jobId: old.jobId }] } });

    await stranger.exportDraft(theirs.id);
    const job = await author.exportDraft(story.id);
    await app.drainJobs();
    const seen: StreamEvent[] = [];
    for await (const event of stream) {
      seen.push(event);
      const isDone = event.data.jobId === job.jobId && event.data.status === 'Completed';
      if (isDone) break;
    }
    stop.abort();
    expect(new Set(seen.map(({ data }) => data.jobId))).toEqual(new Set([old.jobId, job.jobId]));
    const revisions = seen
      .filter(({ data }) => data.jobId === job.jobId)
      .map(({ data }) => data.revision);
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
  });

  it('begins anew at each connection with what there is then', async () => {
    const reader = await app.author('reader');
    const story = await reader.createStory();
    for (const languages of [['en'], ['ro']]) {
      const job = await reader.exportDraft(story.id, { languages });
      const stop = new AbortController();
      const { value } = await eventsOf(reader, stop.signal).next();
      stop.abort();
      expect(value?.data.jobs[0]?.jobId).toBe(job.jobId);
    }
    await app.drainJobs();
  });

  it('ends when ten newer ones are open, and does not come back at once', async () => {
    const busy = await app.author('busy');
    const headers = { authorization: `Bearer ${busy.token}` };
    const open = async () => {
      const stop = new AbortController();
      const { body } = await fetch(base + jobRoutes.events.url, { headers, signal: stop.signal });
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
      await reader?.read();
      return { stop, reader };
    };
    const readUntil = async (reader: Reader, part: string) => {
      let text = '';
      for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
        text += read.value;
        if (text.includes(part)) break;
      }
      return text;
    };
    const oldest = await open();
    const newer = await Promise.all(Array.from({ length: 10 }, open));
    expect(await readUntil(oldest.reader, 'to its end')).toMatch(/retry: 60000\n\n$/);
    const story = await busy.createStory();
    const { jobId } = await busy.exportDraft(story.id);
    for (const { stop, reader } of newer) {
      expect(await readUntil(reader, jobId)).toContain(jobId);
      stop.abort();
    }
    await app.drainJobs();
  });

  it('begins with what is active, however much has ended since', async () => {
    const busy = await app.author('busy');
    const story = await busy.createStory();
    const { jobId } = await busy.exportDraft(story.id);
    const { db } = app.adapters.database;
    await sql`
      insert into jobs (id, kind, story_id, owner_user_id, requested_by_user_id, requested_by_email,
        locale, document_id, input, status, completed_at_utc)
      select overlay(id::text placing lpad(to_hex(n), 12, 'f') from 25)::uuid, kind, story_id, owner_user_id,
        requested_by_user_id, requested_by_email, locale, document_id, input, 'Canceled', now()
      from jobs, generate_series(1, 200) as n where id = ${jobId}
    `.execute(db);
    const stop = new AbortController();
    const { value } = await eventsOf(busy, stop.signal).next();
    stop.abort();
    expect(value?.data.jobs[0]?.jobId).toBe(jobId);
    expect(value?.data.jobs).toHaveLength(200);
    await app.drainJobs();
  });

  const onPostgres = inject('database') !== undefined;
  it.runIf(onPostgres)('begins anew when changes were missed', async () => {
    const patient = await app.author('patient');
    const story = await patient.createStory();
    const job = await patient.exportDraft(story.id);
    const stop = new AbortController();
    const stream = eventsOf(patient, stop.signal);
    await stream.next();
    const held = patient.get(job.links.self, { prefer: 'wait=20' });
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where query like 'listen%' and datname = current_database()
    `.execute(app.adapters.database.db);
    await app.drainJobs();
    for await (const { name, data } of stream) {
      // That the job was made may be told late, and is not what was missed.
      if (name === 'alive' || data.status === 'Queued') continue;
      expect(name).toBe('snapshot');
      expect(data.jobs[0]).toMatchObject({ jobId: job.jobId, status: 'Completed' });
      break;
    }
    expect((await held).json().status).toBe('Completed');
    stop.abort();
  });

  it('is for those who are signed in', async () => {
    expect((await fetch(`${base}${jobRoutes.events.url}`)).status).toBe(401);
  });
});

it('a server that closes ends its streams and answers those who wait', async () => {
  const closing = await startTestApp();
  const waiting = await closing.author();
  const story = await waiting.createStory();
  const job = await waiting.exportDraft(story.id);
  const address = await closing.app.listen({ port: 0, host: '127.0.0.1' });
  const headers = { authorization: `Bearer ${waiting.token}`, prefer: 'wait=25' };
  const stream = await fetch(`${address}${jobRoutes.events.url}`, { headers });
  const reader = stream.body?.getReader();
  await reader?.read();
  const isAsked = once(closing.app.server, 'request');
  const held = fetch(`${address}${job.links.self}`, { headers });
  await isAsked;
  const before = performance.now();
  await closing.close();
  expect(performance.now() - before).toBeLessThan(2_500);
  expect((await held).status).toBe(200);
  for (;;) {
    const part = await reader?.read();
    if (part?.done !== false) break;
  }
});
