import { inject } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import type { EditorPage } from '../editor-page.ts';

/** Asks before the editor is left while a file is on its way. */
export const whenNothingIsSent: CanDeactivateFn<EditorPage> = (page) =>
  !page.isSending() || window.confirm(inject(TranslocoService).translate('editor.leave'));
