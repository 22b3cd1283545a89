import { inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { CanDeactivateFn } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import type { EditorPage } from '../editor-page.ts';
import { LeaveDialog } from './leave-dialog.ts';

/** Asks before the editor is left while a file is on its way. */
export const whenNothingIsSent: CanDeactivateFn<EditorPage> = async (page) => {
  if (!page.isSending()) return true;
  const asking = inject(MatDialog).open<LeaveDialog, void, boolean>(LeaveDialog, {
    role: 'alertdialog',
    width: '28rem',
    // The navigation that it asks about must not close it.
    closeOnNavigation: false,
  });
  return (await firstValueFrom(asking.afterClosed())) === true;
};
