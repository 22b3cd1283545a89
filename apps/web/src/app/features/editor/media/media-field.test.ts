import { HttpEventType } from '@angular/common/http';
import type { MediaLimits } from '@taleport/contracts/media';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openInEditor, openStoryId } from '../../../../../test/open-in-editor.ts';
import { withMediaAt } from '../document/media-place.ts';
import { MediaField } from './media-field.ts';

const sha256 = 'a'.repeat(64);
const story = {
  title: { en: 'The lamp' },
  languages: ['en'],
  tiles: [
    { kind: 'page' as const, id: 'one' },
    { kind: 'page' as const, id: 'two' },
  ],
};
const uploaded = { parameters: { storyId: openStoryId } };
const placeOf = (part: 'picture' | 'narration', tileId: string) =>
  part === 'picture' ? { part, tileId } : { part, tileId, language: 'en' };

async function openField(part: 'picture' | 'narration') {
  const opened = await openInEditor(MediaField, {
    story,
    inputs: () => ({ place: placeOf(part, 'one'), label: 'Page 1' }),
  });
  const drop = (name: string, type = 'image/png') => {
    const file = new File(['pixels'], name, { type });
    const event = Object.assign(new Event('drop', { cancelable: true }), {
      dataTransfer: { files: [file], types: ['Files'] },
    });
    opened.screen.all('.tools')[0]?.parentElement?.dispatchEvent(event);
  };
  return { ...opened, drop };
}

describe('a place for a picture', () => {
  it('says how far a dropped file is, and puts it into the story', async () => {
    const { screen, server, draft, drop } = await openField('picture');
    drop('lamp.png');
    const sending = await server.request(mediaRoutes.upload, uploaded);
    sending.event({ type: HttpEventType.UploadProgress, loaded: 3, total: 6 });
    const bar = await screen.find('progress', 'Sending lamp.png');
    expect(bar).toMatchObject({ value: 0.5 });
    expect(screen.text()).toContain('lamp.png50%');
    sending.flush({ sha256, mediaType: 'image/png' });
    await screen.find('button', 'Replace: Page 1');
    expect(draft.tiles()[0]?.picture?.media).toBe(sha256);
    const edit = { name: 'changeMedia_picture', tileNumber: 1 };
    expect(draft.lastEdit()).toEqual(edit);
    await screen.press('Remove: Page 1');
    expect(draft.tiles()[0]?.picture).toBeNull();
    expect(draft.lastEdit()).toEqual(edit);
  });

  it('can be canceled, and sent again after it was refused', async () => {
    const { screen, server, draft, drop } = await openField('picture');
    drop('lamp.png');
    const first = await server.request(mediaRoutes.upload, uploaded);
    await screen.press('Cancel');
    expect(first.cancelled).toBe(true);
    drop('lamp.png');
    const refusal = { status: 503, code: 'busy', detail: 'Come back.' };
    await server.refuse(mediaRoutes.upload, refusal, uploaded);
    await screen.find('[role=alert]', 'lamp.png was not taken. This did not work: Come back.');
    await screen.press('Try again');
    await server.answer<object>(mediaRoutes.upload, { sha256, mediaType: 'image/png' }, uploaded);
    await expect.poll(() => draft.tiles()[0]?.picture?.media).toBe(sha256);
  });

  const otherKind = 'was not taken. Here goes a picture: JPEG, PNG, WebP, GIF or AVIF.';

  it('refuses a sound before it is sent', async () => {
    const { screen, draft, drop } = await openField('picture');
    drop('note.mp3', 'audio/mpeg');
    await screen.find('[role=alert]', `note.mp3 ${otherKind}`);
    expect(screen.text()).not.toContain('Try again');
    expect(draft.lastEdit()).toBeUndefined();
  });

  it('refuses what is too large before it is sent, and says how large it can be', async () => {
    const { screen, server, drop } = await openField('picture');
    const limits = { image: 5, audio: 100, video: 100 };
    await server.answer<MediaLimits>(mediaRoutes.limits, limits);
    await expect.poll(() => screen.text()).toContain('GIF or AVIF, up to 5 bytes');
    drop('lamp.png');
    const why = 'lamp.png was not taken. It has 6 bytes; a picture can have 5 bytes.';
    await screen.find('[role=alert]', why);
  });

  it('takes a file where nobody knows how large it can be', async () => {
    const { screen, server, drop } = await openField('picture');
    await server.lose(mediaRoutes.limits);
    drop('lamp.png');
    const refusal = { status: 413, code: 'media_too_large', detail: 'It is too large.' };
    await server.refuse(mediaRoutes.upload, refusal, uploaded);
    const why = 'lamp.png was not taken. This did not work: It is too large.';
    await screen.find('[role=alert]', why);
  });

  it.each([
    ['that turns out to be a sound', { sha256, mediaType: 'audio/mpeg' }],
    ['of which nothing is known', undefined],
  ])('leaves the story as it is for a file %s', async (_, answer) => {
    const { screen, server, draft, drop } = await openField('picture');
    drop('note.png');
    const refusal = { status: 415, code: 'media_type_unsupported' };
    if (answer) await server.answer<object>(mediaRoutes.upload, answer, uploaded);
    else await server.refuse(mediaRoutes.upload, refusal, uploaded);
    await screen.find('[role=alert]', `note.png ${otherKind}`);
    expect(draft.lastEdit()).toBeUndefined();
  });
});

describe('the microphone', () => {
  const tracks = [{ stop: vi.fn() }];
  const getUserMedia = vi.fn();

  beforeEach(() => {
    getUserMedia.mockResolvedValue({ getTracks: () => tracks });
    Object.assign(navigator, { mediaDevices: { getUserMedia } });
    vi.stubGlobal('MediaRecorder', PlayedRecorder);
    vi.stubGlobal('AudioContext', PlayedAudio);
    PlayedAudio.loudness = 0;
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    Reflect.deleteProperty(navigator, 'mediaDevices');
  });

  it('records a narration', async () => {
    const { screen, server, draft } = await openField('narration');
    await screen.press('Record: Page 1');
    await screen.find('[role=timer]', '0:00');
    await screen.press('Stop: Page 1');
    const sent = await server.request(mediaRoutes.upload, uploaded);
    expect(sent.request.body).toMatchObject({ name: 'narration.weba', type: 'audio/webm' });
    expect(tracks[0]?.stop).toHaveBeenCalled();
    sent.flush({ sha256, mediaType: 'audio/webm' });
    await expect.poll(() => draft.tiles()[0]?.narration.en).toBe(sha256);
  });

  it('ends for the page it was begun for when another page opens', async () => {
    const { screen, server, draft, set } = await openField('narration');
    await screen.press('Record: Page 1');
    await screen.find('[role=timer]', '0:00');
    set('place', placeOf('narration', 'two'));
    await server.answer<object>(mediaRoutes.upload, { sha256, mediaType: 'audio/mp4' }, uploaded);
    await screen.find('button', 'Record: Page 1');
    expect(draft.tiles().map(({ narration }) => narration.en)).toEqual([sha256, undefined]);
  });

  it('shows how loud it is, and says so where it hears nothing', async () => {
    const { screen } = await openField('narration');
    vi.useFakeTimers();
    try {
      await screen.press('Record: Page 1');
      await vi.advanceTimersByTimeAsync(3_000);
      const silent = 'Nothing is heard. Is it the right microphone?';
      expect(screen.text()).toContain(silent);
      PlayedAudio.loudness = 0.1;
      await vi.advanceTimersByTimeAsync(100);
      expect(screen.text()).not.toContain(silent);
      const [bar] = screen.all('.level span');
      expect(bar?.getAttribute('style')).toContain('66.6');
    } finally {
      vi.useRealTimers();
    }
  });

  it('lets a new recording be listened to before it replaces a voice', async () => {
    const { screen, server, draft } = await openField('narration');
    Object.assign(URL, { createObjectURL: () => 'blob:take', revokeObjectURL: () => undefined });
    draft.edit({ name: 'changeMedia_narration' }, (now) =>
      withMediaAt(now, placeOf('narration', 'one'), sha256),
    );
    const record = async () => {
      await screen.press('Record: Page 1');
      await screen.press('Stop: Page 1');
      const player = await screen.find('audio', 'New recording');
      expect(player.getAttribute('src')).toBe('blob:take');
    };
    await record();
    await screen.press('Discard');
    expect(screen.all('.take')).toEqual([]);
    await record();
    await screen.press('Use this one');
    const answer = { sha256: 'b'.repeat(64), mediaType: 'audio/webm' };
    await server.answer<object>(mediaRoutes.upload, answer, uploaded);
    await expect.poll(() => draft.tiles()[0]?.narration.en).toBe(answer.sha256);
  });

  it('says that it may not be used', async () => {
    const { screen } = await openField('narration');
    getUserMedia.mockRejectedValue(new DOMException('Denied', 'NotAllowedError'));
    await screen.press('Record: Page 1');
    await screen.find('[role=alert]', 'There is no microphone, or the browser may not use it.');
    await screen.find('button', 'Record: Page 1');
  });
});

/** A recorder that has heard one word when it is stopped. */
class PlayedRecorder extends EventTarget {
  static isTypeSupported(type: string): boolean {
    return type.startsWith('audio/webm');
  }

  start(): void {}

  stop(): void {
    const data = new Blob(['word']);
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data }));
    this.dispatchEvent(new Event('stop'));
  }
}

class PlayedAudio {
  static loudness = 0;
  createMediaStreamSource = () => ({ connect: () => undefined });
  createAnalyser = () => ({
    fftSize: 1,
    getFloatTimeDomainData: (samples: Float32Array) => samples.fill(PlayedAudio.loudness),
  });
  close = () => Promise.resolve();
}
