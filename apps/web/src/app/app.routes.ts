import type { Routes } from '@angular/router';
import { whenAdmin, whenSignedIn, whenSignedOut } from './core/session-guards.ts';

/** The pages of the studio, each loaded when it is first opened. */
export const routes: Routes = [
  {
    path: 'sign-in',
    canActivate: [whenSignedOut],
    loadComponent: () => import('./features/sign-in/sign-in-page.ts').then((m) => m.SignInPage),
  },
  {
    path: 'signed-in',
    canActivate: [whenSignedIn],
    loadComponent: () => import('./features/sign-in/signed-in-page.ts').then((m) => m.SignedInPage),
  },
  {
    path: 'library',
    canActivate: [whenSignedIn],
    loadComponent: () => import('./features/library/library-page.ts').then((m) => m.LibraryPage),
  },
  {
    path: 'library/bin',
    canActivate: [whenSignedIn],
    loadComponent: () => import('./features/library/bin-page.ts').then((m) => m.BinPage),
  },
  {
    path: 'import',
    canActivate: [whenSignedIn],
    loadComponent: () => import('./features/story-import/import-page.ts').then((m) => m.ImportPage),
  },
  {
    path: 'import/:jobId',
    canActivate: [whenSignedIn],
    loadComponent: () =>
      import('./features/story-import/import-job-page.ts').then((m) => m.ImportJobPage),
  },
  {
    path: 'stories/:storyId',
    canActivate: [whenSignedIn],
    loadChildren: () => import('./features/editor/editor.routes.ts').then((m) => m.editorRoutes),
  },
  {
    path: 'admin',
    canActivate: [whenSignedIn, whenAdmin],
    loadComponent: () => import('./features/admin/admin-page.ts').then((m) => m.AdminPage),
  },
  {
    path: 'catalogue',
    loadComponent: () =>
      import('./features/catalogue/catalogue-page.ts').then((m) => m.CataloguePage),
  },
  {
    path: 'catalogue/:slug',
    loadComponent: () => import('./features/reader/reader-page.ts').then((m) => m.ReaderPage),
  },
  { path: '', pathMatch: 'full', redirectTo: 'library' },
  {
    path: '**',
    loadComponent: () => import('./features/not-found-page.ts').then((m) => m.NotFoundPage),
  },
];
