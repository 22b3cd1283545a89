import { DOCUMENT, inject } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { type NavigationError, Router } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { Api } from './api.ts';

/**
 * A page whose script cannot be loaded: where the server is there, it has a newer studio, which is opened at the page that
 * was wanted; otherwise one is told that the server is away.
 */
export async function explainPageLoss({ url, error }: NavigationError): Promise<void> {
  if (!isLostScript(error)) return;
  const [document, router] = [inject(DOCUMENT), inject(Router)];
  const [messages, texts] = [inject(MatSnackBar), inject(TranslocoService)];
  const isAway = await inject(Api)
    .call(accountRoutes.sessionOptions)
    .then(
      () => false,
      () => true,
    );
  // What cannot be opened by a studio that has just begun would begin again and again.
  if (!isAway && router.lastSuccessfulNavigation()) return document.location.assign(url);
  const text = isAway ? texts.translate('problems.offline') : texts.translate('problems.noPage');
  messages.open(text, texts.translate('library.close'), { politeness: 'assertive' });
}

/** Each browser says it with other words, and all of them speak of a module. */
function isLostScript(error: unknown): boolean {
  return error instanceof TypeError && /module/i.test(error.message);
}
