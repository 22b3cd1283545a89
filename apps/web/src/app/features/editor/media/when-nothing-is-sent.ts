import { inject } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import { MediaUploads } from './media-uploads.ts';

/** Asks before the editor is left while a file is on its way. */
export const whenNothingIsSent: CanDeactivateFn<unknown> = () =>
  !inject(MediaUploads).isBusy() ||
  window.confirm(inject(TranslocoService).translate('editor.leave'));
