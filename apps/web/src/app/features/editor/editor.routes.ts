import type { Routes } from '@angular/router';
import { DraftSaver } from './draft/draft-saver.ts';
import { StoryDraft } from './draft/story-draft.ts';
import { EditorPage } from './editor-page.ts';
import { MediaUploads } from './media/media-uploads.ts';
import { whenNothingIsSent } from './media/when-nothing-is-sent.ts';
import { OpenStory } from './open-story.ts';
import { PagesView } from './pages/pages-view.ts';
import { TargetLanguage } from './target-language.ts';

/** The views of the story that is open. */
export const editorRoutes: Routes = [
  {
    path: '',
    component: EditorPage,
    canDeactivate: [whenNothingIsSent],
    providers: [OpenStory, StoryDraft, DraftSaver, MediaUploads, TargetLanguage],
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'pages' },
      { path: 'pages', component: PagesView },
      { path: 'pages/:tileId', component: PagesView },
      {
        path: 'details',
        loadComponent: () => import('./details/details-view.ts').then((m) => m.DetailsView),
      },
      { path: 'map', loadComponent: () => import('./map/map-view.ts').then((m) => m.MapView) },
      { path: 'bin', loadComponent: () => import('./bin/bin-view.ts').then((m) => m.BinView) },
      {
        path: 'translation',
        loadComponent: () =>
          import('./translation/translation-view.ts').then((m) => m.TranslationView),
      },
      {
        path: 'check',
        loadComponent: () => import('./check/check-view.ts').then((m) => m.CheckView),
      },
      {
        path: 'versions',
        loadComponent: () => import('./versions/versions-view.ts').then((m) => m.VersionsView),
      },
      {
        path: 'preview',
        loadComponent: () => import('./preview/preview-view.ts').then((m) => m.PreviewView),
      },
    ],
  },
];
