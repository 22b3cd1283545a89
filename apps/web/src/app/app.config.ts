import { provideHttpClient, withInterceptors, withXhr } from '@angular/common/http';
import {
  type ApplicationConfig,
  inject,
  isDevMode,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
} from '@angular/core';
import {
  provideRouter,
  RouteReuseStrategy,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
  withPreloading,
  withRouterConfig,
} from '@angular/router';
import { provideTransloco } from '@jsverse/transloco';
import { routes } from './app.routes.ts';
import { explainProblems } from './core/api-problem.ts';
import { InterfaceLanguage, interfaceLanguages } from './core/interface-language.ts';
import { OneStoryAPage } from './core/one-story-a-page.ts';
import { explainPageLoss } from './core/page-loss.ts';
import { PreloadMarked } from './core/preload-marked.ts';
import { noticeSessionEnd, Session } from './core/session.ts';
import { TextLoader } from './core/text-loader.ts';
import { WindowTitle } from './core/window-title.ts';

/** What the whole studio shares. */
export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withNavigationErrorHandler(explainPageLoss),
      withPreloading(PreloadMarked),
      withRouterConfig({ paramsInheritanceStrategy: 'always' }),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled', anchorScrolling: 'enabled' }),
    ),
    // Only XMLHttpRequest tells how far an upload is.
    provideHttpClient(withXhr(), withInterceptors([noticeSessionEnd, explainProblems])),
    { provide: RouteReuseStrategy, useClass: OneStoryAPage },
    { provide: TitleStrategy, useExisting: WindowTitle },
    provideTransloco({
      config: {
        availableLangs: [...interfaceLanguages],
        defaultLang: 'en',
        reRenderOnLangChange: true,
        prodMode: !isDevMode(),
      },
      loader: TextLoader,
    }),
    provideAppInitializer(() => {
      const language = inject(InterfaceLanguage);
      const session = inject(Session);
      return Promise.all([language.start(), session.begin()]);
    }),
  ],
};
