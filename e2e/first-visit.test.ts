import { once } from 'node:events';
import { createServer } from 'node:net';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestProvider, type TestProvider } from '../apps/server/test/identity-provider.ts';
import { openStudio, type Studio, signIn, violations } from './studio.ts';

let provider: TestProvider;
let studio: Studio | undefined;
beforeAll(async () => {
  // The provider has to know where it leads back to before the server listens.
  const port = await freePort();
  provider = await startTestProvider(`http://127.0.0.1:${port}`);
  studio = await openStudio({ ...provider.environment, PORT: String(port) });
});
afterEach(() => studio?.leave());
afterAll(async () => {
  await studio?.close();
  await provider.close();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('This is no port');
  return address.port;
}

describe('the first visit', () => {
  it('leads from the sign-in page to the stories, without a complaint of the browser', async ({
    skip,
  }) => {
    if (!studio) return skip();
    const { page, complaints } = await studio.visit();
    await page.goto('/library');
    await page.getByRole('heading', { name: 'Stories that speak every language' }).waitFor();
    expect(await violations(page)).toEqual([]);

    await page.getByLabel('E-mail').fill('author@example.org');
    await page.getByLabel('Password').fill(studio.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Nela and the Red Kite' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('takes one click on a server that is tried out', async ({ skip }) => {
    if (!studio) return skip();
    const { page, complaints } = await studio.visit();
    await page.goto('/');
    await page.getByRole('button', { name: 'As an author' }).click();
    await page.getByRole('heading', { name: 'My stories' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('says in words that a password is wrong', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await page.goto('/');
    await page.getByLabel('E-mail').fill('author@example.org');
    await page.getByLabel('Password').fill('not this one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const alert = page.getByRole('alert');
    await expect.poll(() => alert.textContent()).toContain('is not right');
  });

  it('speaks the language of the browser, and the one that is chosen after that', async ({
    skip,
  }) => {
    if (!studio) return skip();
    const { page } = await studio.visit({ locale: 'hu-HU' });
    await page.goto('/');
    await page.getByRole('button', { name: 'Bejelentkezés' }).waitFor();
    await page.getByRole('button', { name: 'Nyelv és színek' }).click();
    await page.getByRole('menuitemradio', { name: 'română' }).click();
    await page.getByRole('button', { name: 'Autentificare' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Autentificare' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ro');
  });
});

describe('an account', () => {
  it('changes its password, and gets in by the link of an administrator when it is forgotten', async ({
    skip,
  }) => {
    if (!studio) return skip();
    const { page, complaints } = await studio.visit();
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'I have no account yet' }).click();
    await page.getByLabel('Name').fill('Ileana');
    await page.getByLabel('E-mail').fill('ileana@example.org');
    await page.getByLabel('Password').fill('the first secret');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('button', { name: 'Ileana' }).click();
    await page.getByRole('menuitem', { name: 'My account' }).click();
    await page.getByLabel('Password until now').fill('the first secret');
    await page.getByLabel('New password').fill('the second secret');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password was changed.').waitFor();
    expect(await violations(page)).toEqual([]);

    const { page: admin } = await studio.visit();
    await admin.goto('/sign-in');
    await admin.getByRole('button', { name: 'As an administrator' }).click();
    await admin.getByRole('button', { name: 'Demo admin' }).click();
    await admin.getByRole('menuitem', { name: 'Accounts' }).click();
    await admin.getByRole('button', { name: 'Link for a new password for Ileana' }).click();
    const link = await admin.getByRole('textbox', { name: 'New password for Ileana' }).inputValue();
    expect(await violations(admin)).toEqual([]);

    await page.goto(link);
    await page.getByRole('textbox', { name: 'New password' }).fill('the third secret');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('The new password is set.').waitFor();
    await page.reload();
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill('ileana@example.org');
    await page.getByLabel('Password').fill('the third secret');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'My stories' }).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('the library', () => {
  it('makes a story, and finds it by a part of its title, whatever its accents', async ({
    skip,
  }) => {
    if (!studio) return skip();
    const { page, complaints } = await studio.visit();
    await signIn(page);
    await page.getByRole('button', { name: 'New story' }).click();
    await page.getByLabel('Title of the story').fill('Povestea șoricelului');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL(/\/stories\//);

    await page.goto('/library');
    await page.getByLabel('Search by title').fill('soricel');
    await expect.poll(() => page.locator('tp-story-card').count()).toBe(1);
    await page.getByLabel('Search by title').fill('nothing like it');
    await page.getByText('No story has “nothing like it” in its title.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('keeps the page when the session has ended, and goes on after the organisation let in again in another tab', async ({
    skip,
  }) => {
    if (!studio) return skip();
    const { page, complaints } = await studio.visit();
    provider.comes({ sub: 'a', email: 'ana@kites.example', email_verified: true, name: 'Ana' });
    const next = '/api/me';
    const me = await page.request.get(accountRoutes.organisationSignIn.url, { params: { next } });
    expect(await me.json()).toMatchObject({ name: 'Ana' });
    await page.goto('/library');
    await page.getByRole('button', { name: 'New story' }).click();
    await page.getByLabel('Title of the story').fill('Not lost');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Create' }).click();

    const dialog = page.getByRole('dialog');
    await dialog.getByRole('link', { name: 'Continue with Kites & Co' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL(/\/stories\//);
    expect(complaints).toEqual([]);
  });

  it('takes a deleted story out of the bin again, without a mouse', async ({ skip }) => {
    if (!studio) return skip();
    const { page, complaints } = await studio.visit();
    await signIn(page);
    const lamp = page.getByRole('link', { name: 'The Lamp in the Fog' });
    await page.getByRole('button', { name: 'More for “The Lamp in the Fog”' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Delete' }).press('Enter');
    await lamp.waitFor({ state: 'detached' });
    expect(await violations(page)).toEqual([]);

    await page.getByRole('link', { name: 'Bin' }).press('Enter');
    const restore = page.getByRole('button', { name: 'Bring back “The Lamp in the Fog”' });
    await restore.waitFor();
    expect(await violations(page)).toEqual([]);
    await restore.press('Enter');
    await page.getByRole('link', { name: 'Open', exact: true }).waitFor();
    await page.getByRole('link', { name: 'My stories' }).first().press('Enter');
    await lamp.waitFor();
    expect(complaints).toEqual([]);
  });
});
