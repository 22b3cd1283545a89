import { inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { CanDeactivateFn } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import type { EditorPage } from '../editor-page.ts';
import { LeaveDialog, type Unsaved } from './leave-dialog.ts';

/** Asks before the editor is left while a file is on its way, or the server refuses the draft. */
export const whenNothingIsLost: CanDeactivateFn<EditorPage> = async (page) => {
  const data = page.unsaved();
  if (!data) return true;
  const asking = inject(MatDialog).open<LeaveDialog, Unsaved, boolean>(LeaveDialog, {
    data,
    role: 'alertdialog',
    width: '28rem',
    // The navigation that it asks about must not close it.
    closeOnNavigation: false,
  });
  return (await firstValueFrom(asking.afterClosed())) === true;
};
