import type { Routes, UrlMatcher } from '@angular/router';
import { EditorPage } from './editor-page.ts';
import { whenNothingIsLost } from './media/when-nothing-is-lost.ts';
import { PagesView } from './pages/pages-view.ts';

const views: Routes = [
  {
    path: 'details',
    loadComponent: () => import('./details/details-view.ts').then((m) => m.DetailsView),
  },
  { path: 'map', loadComponent: () => import('./map/map-view.ts').then((m) => m.MapView) },
  { path: 'bin', loadComponent: () => import('./bin/bin-view.ts').then((m) => m.BinView) },
  {
    path: 'translation',
    loadComponent: () => import('./translation/translation-view.ts').then((m) => m.TranslationView),
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
    path: 'versions/:version',
    loadComponent: () => import('./versions/version-view.ts').then((m) => m.VersionView),
  },
  {
    path: 'original',
    loadComponent: () => import('./original/original-view.ts').then((m) => m.OriginalView),
  },
  {
    path: 'preview',
    loadComponent: () => import('./preview/preview-view.ts').then((m) => m.PreviewView),
  },
].map((view) => ({ ...view, title: titleOf(view.path), data: { preload: true } }));

/** `pages`, or `pages/` and the id of one: a single route, so that the view stays when its address gets the id. */
function pages([view, tileId]: Parameters<UrlMatcher>[0]): ReturnType<UrlMatcher> {
  if (view?.path !== 'pages') return null;
  return tileId ? { consumed: [view, tileId], posParams: { tileId } } : { consumed: [view] };
}

/** The key of a text. */
function titleOf(path: string): string {
  return `editor.views.${path.split('/')[0]}`;
}

/** The views of the story that is open, all loaded with the first: one goes from one to another without a connection. */
export const editorRoutes: Routes = [
  {
    path: '',
    component: EditorPage,
    canDeactivate: [whenNothingIsLost],
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'pages' },
      { matcher: pages, title: titleOf('pages'), component: PagesView },
      ...views,
    ],
  },
];
