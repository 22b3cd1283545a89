import { describe, expect, it } from 'vitest';
import { createDraftExportBody, createExportBody, exportEstimateQuery } from './story-export.ts';

const defaults = { include: { images: true, audio: true, video: true }, onMissing: 'fail' };

describe('the body of a request for an export', () => {
  it.each([undefined, null, {}])('may be %j: everything, and nothing may be missing', (body) => {
    expect(createExportBody.parse(body)).toEqual(defaults);
    expect(createDraftExportBody.parse(body)).toEqual(defaults);
  });

  it('may choose', () => {
    const body = { include: { audio: false }, languages: ['en', 'x-private'], onMissing: 'list' };
    const chosen = { ...body, include: { images: true, audio: false, video: true } };
    expect(createDraftExportBody.parse(body)).toEqual(chosen);
    expect(createExportBody.parse({ ...body, version: 2 })).toEqual({ ...chosen, version: 2 });
  });

  it.each([
    [{ unknown: 1 }],
    [{ include: { pictures: true } }],
    [{ include: { images: 'yes' } }],
    [{ include: null }],
    [{ languages: [] }],
    [{ languages: ['en_US'] }],
    [{ languages: ['__proto__'] }],
    [{ languages: 'en' }],
    [{ languages: Array(201).fill('en') }],
    [{ onMissing: 'skip' }],
    [[]],
    ['en'],
    [0],
    [false],
  ])('may not be %j', (body) => {
    expect(createExportBody.safeParse(body).success).toBe(false);
    expect(createDraftExportBody.safeParse(body).success).toBe(false);
  });

  it('names a version only where there are versions', () => {
    expect(createDraftExportBody.safeParse({ version: 1 }).success).toBe(false);
    for (const version of [0, -1, 1.5, '1', null]) {
      expect(createExportBody.safeParse({ version }).success, String(version)).toBe(false);
    }
  });

  it('says which language is not one', () => {
    const [issue] = createExportBody.safeParse({ languages: ['en', 'e n'] }).error?.issues ?? [];
    expect(issue).toMatchObject({
      path: ['languages', 1],
      message: expect.stringMatching(/BCP 47/),
    });
  });
});

describe('the query for the size of an export', () => {
  it('chooses as the body does', () => {
    const all = { draft: false, images: true, audio: true, video: true };
    expect(exportEstimateQuery.parse({})).toEqual(all);
    expect(
      exportEstimateQuery.parse({ draft: 'true', languages: 'en,pt-BR', audio: 'false' }),
    ).toEqual({ ...all, draft: true, audio: false, languages: ['en', 'pt-BR'] });
    expect(exportEstimateQuery.parse({ version: '2' })).toEqual({ ...all, version: 2 });
  });

  it.each([
    { languages: '' },
    { languages: 'en,' },
    { languages: 'en_US' },
    { images: 'perhaps' },
    { version: '0' },
    { version: '1', draft: 'true' },
  ])('may not be %j', (query) => {
    expect(exportEstimateQuery.safeParse(query).success).toBe(false);
  });
});
