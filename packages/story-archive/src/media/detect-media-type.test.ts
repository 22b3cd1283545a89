import { describe, expect, it } from 'vitest';
import { detectMediaType, isOfMediaType, mediaHeadBytes } from './detect-media-type.ts';

describe('the type of a file', () => {
  it.each([
    ['image/jpeg', 'ffd8ffe000104a464946'],
    ['image/gif', Buffer.from('GIF89a').toString('hex')],
    ['image/webp', Buffer.from('RIFF\x00\x00\x00\x00WEBPVP8 ').toString('hex')],
    ['audio/wav', Buffer.from('RIFF\x00\x00\x00\x00WAVEfmt ').toString('hex')],
    ['audio/mpeg', 'fffb9064'.padEnd(64, '0')],
    ['audio/mp4', Buffer.from('\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00').toString('hex')],
    ['audio/mp4', Buffer.from('\x00\x00\x00\x18ftypiso5\x00\x00\x00\x00hdlrsoun').toString('hex')],
    ['video/mp4', Buffer.from('\x00\x00\x00\x18ftypisom\x00\x00\x00\x00hdlrvide').toString('hex')],
  ])('%s is seen by its first bytes', async (mediaType, hex) => {
    expect(await detectMediaType(Buffer.from(hex, 'hex'))).toBe(mediaType);
  });

  it.each([
    [
      'with a tag',
      Buffer.concat([Buffer.from('ID3\x03\x00\x00\x00\x00\x00\x04'), Buffer.alloc(4)]),
    ],
    ['without one', Buffer.alloc(0)],
  ])('of an MP3 %s is not a transport stream that its sound looks like', async (_, tag) => {
    const frame = Buffer.alloc(417);
    frame.set([0xff, 0xfb, 0x90, 0x64, 0x47]);
    frame[196] = 0x47;
    expect(await detectMediaType(Buffer.concat([tag, frame]))).toBe('audio/mpeg');
    frame[0] = 0;
    expect(await detectMediaType(Buffer.concat([tag, frame]))).toBeUndefined();
  });

  it('of a WebM without pictures is audio', async () => {
    const webm = (codec: string) =>
      Buffer.concat([
        Buffer.from('1a45dfa3', 'hex'),
        Buffer.from([0x87, 0x42, 0x82, 0x84]),
        Buffer.from('webm'),
        Buffer.from(codec),
      ]);
    expect(await detectMediaType(webm('A_OPUS'))).toBe('audio/webm');
    expect(await detectMediaType(webm('V_VP9A_OPUS'))).toBe('video/webm');
  });

  it('is not looked for behind the head, however much is there', async () => {
    const webm = Buffer.concat([Buffer.from('1a45dfa387428284', 'hex'), Buffer.from('webm')]);
    const late = Buffer.concat([webm, Buffer.alloc(mediaHeadBytes), Buffer.from('V_VP9')]);
    expect(await detectMediaType(late)).toBe('audio/webm');
    expect(await isOfMediaType(late, 'video/webm')).toBe(true);
    expect(await isOfMediaType(late, 'video/mp4')).toBe(false);
  });

  it.each([
    ['a script', 'alert(1)'],
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['an SVG', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'],
    ['an SVG without a declaration', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['an archive', 'PK\x03\x04'],
    ['nothing', ''],
  ])('of %s is none', async (_, text) => {
    expect(await detectMediaType(Buffer.from(text, 'latin1'))).toBeUndefined();
    expect(await isOfMediaType(Buffer.from(text, 'latin1'), 'image/png')).toBe(false);
  });
});
