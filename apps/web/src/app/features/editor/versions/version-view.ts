import { httpResource } from '@angular/common/http';
import {
  ChangeDetectionStrategy,
  Component,
  CUSTOM_ELEMENTS_SCHEMA,
  inject,
  input,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import '@taleport/story-reader';
import { routePath } from '@taleport/contracts/route';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { StoryVersionDocument } from '@taleport/contracts/stories';
import { Formats } from '../../../core/formats.ts';
import { Complaint } from '../../../ui/complaint.ts';
import { Icon } from '../../../ui/icon.ts';
import { OpenStory } from '../open-story.ts';

/** A published version as its readers had it. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, Icon, RouterLink, TranslocoDirective],
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <section *transloco="let t">
      <a [routerLink]="['/stories', story.id(), 'versions']"><tp-icon name="back" /> {{ t('editor.versions.back') }}</a>
      <h2>{{ t('editor.versions.version', { version: version() }) }}</h2>
      @if (document.isLoading()) {
        <p role="status">{{ t('editor.loading') }}</p>
      } @else if (document.error(); as error) {
        <tp-complaint [error]="error" (tryAgain)="document.reload()" />
      } @else if (document.value(); as shown) {
        <p class="lead">{{ formats.moment(shown.publishedAtUtc) }}</p>
        <story-reader [story]="shown.document" [mediaUrl]="mediaUrl" [language]="shown.document.languages[0]"></story-reader>
      }
    </section>
  `,
  styleUrl: '../view.css',
  styles: `
    a {
      display: flex;
      gap: var(--space-1);
      align-items: center;
      justify-self: start;
    }
    story-reader {
      height: max(34rem, calc(100dvh - 20rem));
      overflow: hidden;
      border: 1px solid var(--line);
      border-radius: var(--radius);
    }
  `,
})
export class VersionView {
  protected readonly story = inject(OpenStory);
  protected readonly formats = inject(Formats);
  /** A part of the address: its number, as text. */
  readonly version = input.required<string>();

  protected readonly document = httpResource<StoryVersionDocument>(() =>
    routePath(storyRoutes.getVersion, { storyId: this.story.id(), version: this.version() }),
  );
  protected readonly mediaUrl = (sha256: string) => this.story.mediaUrl(sha256);
}
