import type { Provider, Type } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { type StoryDocumentInput, storyDocument } from '@taleport/story-model';
import { StoryDraft } from '../src/app/features/editor/draft/story-draft.ts';
import { MediaUploads } from '../src/app/features/editor/media/media-uploads.ts';
import { OpenStory } from '../src/app/features/editor/open-story.ts';
import { TargetLanguage } from '../src/app/features/editor/target-language.ts';
import { openComponent } from './open-component.ts';

/** The id of the story that is open in the editor of a test. */
export const openStoryId = '00000000-0000-4000-8000-000000000001';

interface InEditor {
  readonly story: StoryDocumentInput;
  readonly inputs?: (draft: StoryDraft) => object;
  readonly providers?: Provider[];
}

/** A part of the editor, with a story open in it; nothing saves its draft. */
export async function openInEditor<C>(
  component: Type<C>,
  { story, inputs, providers = [] }: InEditor,
) {
  const draft = new StoryDraft();
  draft.open(storyDocument.parse(story));
  const opened = await openComponent(component, {
    inputs: { ...inputs?.(draft) },
    // Wherever a link leads, nothing is shown there.
    routes: [{ path: '**', children: [] }],
    providers: [
      { provide: StoryDraft, useValue: draft },
      OpenStory,
      MediaUploads,
      TargetLanguage,
      ...providers,
    ],
  });
  TestBed.inject(OpenStory).id.set(openStoryId);
  return { ...opened, draft };
}
