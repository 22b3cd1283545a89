import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import type { EnvironmentProviders, Provider, Type } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, type Routes, withComponentInputBinding } from '@angular/router';
import { provideTransloco, TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import { explainProblems } from '../src/app/core/api-problem.ts';
import { noticeSessionEnd } from '../src/app/core/session.ts';
import { TextLoader } from '../src/app/core/text-loader.ts';
import { PlayedServer } from './played-server.ts';
import { Screen } from './screen.ts';

interface Surroundings {
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly routes?: Routes;
  readonly providers?: readonly (Provider | EnvironmentProviders)[];
}

/** Puts what `app.config.ts` provides around the code under test. The server is played by the test. */
export function openStudio({ routes = [], providers = [] }: Surroundings = {}): PlayedServer {
  TestBed.configureTestingModule({
    providers: [
      provideRouter(routes, withComponentInputBinding()),
      provideHttpClient(withInterceptors([noticeSessionEnd, explainProblems])),
      provideHttpClientTesting(),
      provideTransloco({
        config: { availableLangs: ['en', 'ro', 'hu'], defaultLang: 'en', prodMode: true },
        loader: TextLoader,
      }),
      ...providers,
    ],
  });
  return new PlayedServer();
}

/** A component as the studio shows it, in English. */
export async function openComponent<C>(component: Type<C>, surroundings: Surroundings = {}) {
  const server = openStudio(surroundings);
  await firstValueFrom(TestBed.inject(TranslocoService).load('en'));
  const fixture = TestBed.createComponent(component);
  for (const [name, value] of Object.entries(surroundings.inputs ?? {})) {
    fixture.componentRef.setInput(name, value);
  }
  fixture.autoDetectChanges();
  document.body.append(fixture.nativeElement);
  return {
    server,
    screen: new Screen(),
    component: fixture.componentInstance,
    /** Gives an input another value. */
    set: (name: string, value: unknown) => fixture.componentRef.setInput(name, value),
  };
}
