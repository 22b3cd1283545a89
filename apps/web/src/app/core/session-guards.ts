import { inject } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { Session } from './session.ts';

/** Leads to the sign-in page, and from there back to where one wanted to go. */
export const whenSignedIn: CanActivateFn = (_route, { url }) => {
  if (inject(Session).account()) return true;
  return inject(Router).createUrlTree(['/sign-in'], { queryParams: { next: url } });
};

/** For everyone else there is no such page. */
export const whenAdmin: CanActivateFn = () =>
  inject(Session).isAdmin() ? true : inject(Router).createUrlTree(['/no-such-page']);

/** Leads on, where somebody is signed in already. */
export const whenSignedOut: CanActivateFn = () =>
  inject(Session).account() ? inject(Router).createUrlTree(['/library']) : true;
