import { httpResource } from '@angular/common/http';
import {
  ChangeDetectionStrategy,
  Component,
  CUSTOM_ELEMENTS_SCHEMA,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { PublishedDocument } from '@taleport/contracts/catalogue';
import { routePath } from '@taleport/contracts/route';
import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import '@taleport/story-reader';
import { ApiProblem } from '../../core/api-problem.ts';
import { InterfaceLanguage } from '../../core/interface-language.ts';
import { StoryFonts } from '../../core/story-fonts.ts';
import { WindowTitle } from '../../core/window-title.ts';
import { Complaint } from '../../ui/complaint.ts';
import { ForkButton } from './fork-button.ts';
import { StoryFacts } from './story-facts.ts';

/** A published story, to read. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, ForkButton, RouterLink, StoryFacts, TranslocoDirective],
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  templateUrl: './reader-page.html',
  styleUrl: './reader-page.css',
})
export class ReaderPage {
  readonly #router = inject(Router);
  readonly #interface = inject(InterfaceLanguage);
  readonly slug = input.required<string>();
  /** From the address. */
  readonly language = input<string>();

  protected readonly story = httpResource<PublishedDocument>(() =>
    routePath(catalogueRoutes.get, { slug: this.slug() }),
  );
  protected readonly isGone = computed(() => {
    const error = this.story.error();
    return error instanceof ApiProblem && error.status === 404;
  });
  protected readonly shownLanguage = computed(() => {
    const languages = this.story.hasValue() ? this.story.value().document.languages : [];
    const near = languages.find((tag) => tag.split('-')[0] === this.#interface.code());
    return this.language() ?? near ?? languages[0] ?? '';
  });
  protected readonly mediaUrl = computed(() => {
    const { slug, version } = this.story.value() ?? { slug: this.slug(), version: 0 };
    return (sha256: string) => routePath(catalogueRoutes.media, { slug, version, sha256 });
  });

  constructor() {
    const [window, fonts] = [inject(WindowTitle), inject(StoryFonts)];
    inject(DestroyRef).onDestroy(() => window.story.set(''));
    effect(() => {
      if (!this.story.hasValue()) return;
      const { document } = this.story.value();
      const name = document.title[this.shownLanguage()] ?? Object.values(document.title)[0] ?? '';
      window.story.set(name);
      fonts.load(document.languages);
    });
  }

  protected keepLanguage(event: Event): void {
    if (!(event instanceof CustomEvent)) return;
    const { language } = event.detail;
    void this.#router.navigate([], { queryParams: { language }, replaceUrl: true });
  }
}
