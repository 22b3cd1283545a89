import type { Routes } from '@angular/router';
import { whenAdmin, whenSignedIn, whenSignedOut } from './core/session-guards.ts';

/** The pages of the studio, each loaded when it is first opened. Titles are keys of texts. */
export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'signIn.signIn',
    canActivate: [whenSignedOut],
    loadComponent: () => import('./features/sign-in/sign-in-page.ts').then((m) => m.SignInPage),
  },
  {
    path: 'signed-in',
    title: 'signIn.organisation.done',
    canActivate: [whenSignedIn],
    loadComponent: () => import('./features/sign-in/signed-in-page.ts').then((m) => m.SignedInPage),
  },
  {
    path: 'new-password',
    title: 'signIn.newPassword.title',
    loadComponent: () =>
      import('./features/sign-in/new-password-page.ts').then((m) => m.NewPasswordPage),
  },
  {
    path: 'account',
    title: 'account.title',
    canActivate: [whenSignedIn],
    loadComponent: () => import('./features/account/account-page.ts').then((m) => m.AccountPage),
  },
  {
    path: 'library',
    title: 'library.title',
    canActivate: [whenSignedIn],
    loadComponent: () => import('./features/library/library-page.ts').then((m) => m.LibraryPage),
  },
  {
    path: 'library/bin',
    title: 'library.bin',
    canActivate: [whenSignedIn],
    loadComponent: () => import('./features/library/bin-page.ts').then((m) => m.BinPage),
  },
  {
    path: 'import',
    title: 'import.title',
    canActivate: [whenSignedIn],
    loadComponent: () => import('./features/story-import/import-page.ts').then((m) => m.ImportPage),
  },
  {
    path: 'import/:jobId',
    title: 'import.title',
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
    title: 'admin.title',
    canActivate: [whenSignedIn, whenAdmin],
    loadComponent: () => import('./features/admin/admin-page.ts').then((m) => m.AdminPage),
  },
  {
    path: 'admin/accounts',
    title: 'admin.accounts.title',
    canActivate: [whenSignedIn, whenAdmin],
    loadComponent: () => import('./features/admin/accounts-page.ts').then((m) => m.AccountsPage),
  },
  {
    path: 'catalogue',
    title: 'catalogue.title',
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
    title: 'notFound.title',
    loadComponent: () => import('./features/not-found-page.ts').then((m) => m.NotFoundPage),
  },
];
