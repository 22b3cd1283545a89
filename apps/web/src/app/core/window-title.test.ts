import { TestBed } from '@angular/core/testing';
import { Router, TitleStrategy } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { openStudio } from '../../../test/open-component.ts';
import { WindowTitle } from './window-title.ts';

it('is the story that is open, the page, and the studio', async () => {
  const routes = [
    { path: 'map', title: 'editor.views.map', children: [] },
    { path: 'plain', children: [] },
  ];
  openStudio({ routes, providers: [{ provide: TitleStrategy, useExisting: WindowTitle }] });
  await firstValueFrom(TestBed.inject(TranslocoService).load('en'));
  const router = TestBed.inject(Router);
  await router.navigateByUrl('/map');
  await expect.poll(shownTitle).toBe('Map · Taleport');
  TestBed.inject(WindowTitle).story.set('The lamp');
  await expect.poll(shownTitle).toBe('The lamp · Map · Taleport');
  await router.navigateByUrl('/plain');
  await expect.poll(shownTitle).toBe('The lamp · Taleport');
});

function shownTitle(): string {
  TestBed.tick();
  return document.title;
}
