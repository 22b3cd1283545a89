import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, withNavigationErrorHandler } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { openStudio } from '../../../test/open-component.ts';
import { Screen } from '../../../test/screen.ts';
import { explainPageLoss } from './page-loss.ts';

const routes = [
  {
    path: 'map',
    loadComponent: () =>
      Promise.reject(new TypeError('Failed to fetch dynamically imported module: map.js')),
  },
];

async function openMap() {
  const router = provideRouter(routes, withNavigationErrorHandler(explainPageLoss));
  const server = openStudio({ providers: [router] });
  await firstValueFrom(TestBed.inject(TranslocoService).load('en'));
  const screen = new Screen();
  TestBed.inject(Router)
    .navigateByUrl('/map')
    .catch(() => undefined);
  return { server, screen };
}

it('says that the server is away where a page cannot be loaded', async () => {
  const { server, screen } = await openMap();
  await server.lose(accountRoutes.sessionOptions);
  await expect.poll(() => screen.text()).toContain('The server cannot be reached.');
});

it('does not begin again where it has just begun', async () => {
  const { server, screen } = await openMap();
  await server.answer(accountRoutes.sessionOptions, {});
  await expect.poll(() => screen.text()).toContain('This page cannot be opened.');
});
