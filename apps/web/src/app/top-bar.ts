import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { Router, RouterLink, RouterLinkActive } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { ColourSchemes, colourSchemes } from './core/colour-scheme.ts';
import { InterfaceLanguage, interfaceLanguages } from './core/interface-language.ts';
import { Session } from './core/session.ts';
import { JobsButton } from './features/jobs/jobs-button.ts';
import { Icon } from './ui/icon.ts';

/** Where one is, and who. */
@Component({
  selector: 'tp-top-bar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Icon,
    JobsButton,
    MatButtonModule,
    MatMenuModule,
    RouterLink,
    RouterLinkActive,
    TranslocoDirective,
  ],
  templateUrl: './top-bar.html',
  styleUrl: './top-bar.css',
})
export class TopBar {
  readonly #router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly language = inject(InterfaceLanguage);
  protected readonly scheme = inject(ColourSchemes);
  protected readonly languages = interfaceLanguages.map((code) => ({ code, name: nameOf(code) }));
  protected readonly schemes = colourSchemes;

  protected async signOut(): Promise<void> {
    await this.session.signOut();
    await this.#router.navigateByUrl('/sign-in');
  }
}

/** A language in its own words. */
function nameOf(code: string): string {
  return new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;
}
