import { type StoryDocument, storyDocument } from '@taleport/story-model';
import { type SampleMedia, sampleMedia } from './sample-media.ts';

const image = (name: string): SampleMedia => sampleMedia('image/jpeg', name);
const audio = (name: string): SampleMedia => sampleMedia('audio/mpeg', name);

const cover = image('cover');
const titleInEnglish = audio('title en');
const titleInHungarian = audio('title hu');
const street = sampleMedia('image/png', 'street');
const streetInEnglish = audio('street en');
const streetInHungarian = audio('street hu');
const streetInArabic = sampleMedia('audio/ogg', 'street ar');
const film = sampleMedia('video/mp4', 'film', { sizeBytes: 4096 });
const filmInHungarian = sampleMedia('video/webm', 'film hu');

/** The media of the story of the lamp, by what they are for. */
export const lampMedia = {
  cover,
  titleInEnglish,
  titleInHungarian,
  street,
  streetInEnglish,
  streetInHungarian,
  streetInArabic,
  film,
  filmInHungarian,
};

/** A small story with a tile of each kind, in three languages, one of them from right to left. */
export const lampStory: StoryDocument = storyDocument.parse({
  title: { en: 'The lamp in the fog', hu: 'Lámpás a ködben', ar: 'الفانوس في الضباب' },
  summary: { en: 'A lamp leads home.', hu: 'Egy lámpás hazavezet.' },
  languages: ['en', 'hu', 'ar'],
  titleNarration: { en: titleInEnglish.sha256, hu: titleInHungarian.sha256 },
  credits: { en: [{ role: 'Text', name: 'Ana O’Hara' }], ar: [{ role: 'النص', name: 'Ana' }] },
  cover: { media: cover.sha256, alt: { en: 'A lamp', ar: 'فانوس' } },
  license: 'CC BY 4.0',
  source: 'Taleport',
  tiles: [
    {
      kind: 'page',
      id: 'street',
      picture: { media: street.sha256, alt: { en: 'A street in the fog' } },
      caption: { en: 'Evening' },
      text: {
        en: 'The fog came.\n\nNobody saw the street.',
        hu: 'Jött a köd.',
        ar: 'جاء الضباب.',
      },
      narration: {
        en: streetInEnglish.sha256,
        hu: streetInHungarian.sha256,
        ar: streetInArabic.sha256,
      },
    },
    {
      kind: 'choice',
      id: 'crossing',
      text: { en: 'Where now?', hu: 'Merre?', ar: 'إلى أين؟' },
      options: [
        { id: 'left', text: { en: 'To the light', hu: 'A fényhez' }, goTo: { tile: 'film' } },
        { id: 'right', text: { en: 'Into the dark' }, goTo: { tile: 'gone' } },
        { id: 'home', text: { en: 'Home' }, goTo: { end: true } },
      ],
    },
    {
      kind: 'video',
      id: 'film',
      // The cover again: one file with two uses.
      picture: { media: cover.sha256, alt: {} },
      // English and Arabic readers get one film.
      video: { en: film.sha256, hu: filmInHungarian.sha256, ar: film.sha256 },
      next: { tile: 'quiz' },
    },
    {
      kind: 'quiz',
      id: 'quiz',
      question: { en: 'Who carries the lamp?', hu: 'Ki viszi a lámpást?' },
      answers: [
        { id: 'a', text: { en: 'The cat', hu: 'A macska' } },
        { id: 'b', text: { en: 'The girl', hu: 'A lány' }, correct: true },
      ],
      next: { end: true },
    },
  ],
});
