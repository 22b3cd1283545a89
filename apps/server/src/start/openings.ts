import { isLoopback } from '../http/loopback.ts';

interface Values {
  readonly NODE_ENV: string;
  readonly HOST: string;
  readonly LOCAL_ACCOUNTS: 'on' | 'off';
  readonly PUBLIC_URL?: string | undefined;
  readonly TRUST_PROXY?: string | undefined;
  readonly DEMO?: 'on' | 'off' | undefined;
  readonly SIGN_UP?: 'open' | 'closed' | undefined;
}

/** Whether something is open to whoever comes, and what in the settings says so. */
interface Opening {
  readonly isOpen: boolean;
  readonly because: string;
}

/** Why others than this machine can be expected, in words; undefined where only it can connect. */
export function reachOf({ NODE_ENV, HOST, PUBLIC_URL, TRUST_PROXY }: Values): string | undefined {
  if (NODE_ENV === 'production') return 'NODE_ENV is production';
  if (!isLoopback(HOST)) return `HOST is ${HOST}`;
  // A proxy on the same machine connects from there, whoever asks it.
  if (isForeign(PUBLIC_URL)) return `PUBLIC_URL is ${PUBLIC_URL}`;
  return TRUST_PROXY === undefined ? undefined : 'TRUST_PROXY is set';
}

export function isForeign(publicUrl: string | undefined): boolean {
  return publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname);
}

/** Whether there are accounts that anyone can use. */
export function demoOf(values: Values): Opening {
  const { NODE_ENV, LOCAL_ACCOUNTS, DEMO } = values;
  if (NODE_ENV === 'production') return { isOpen: false, because: 'NODE_ENV is production' };
  // They are entered by passwords.
  if (LOCAL_ACCOUNTS === 'off') return { isOpen: false, because: 'LOCAL_ACCOUNTS is off' };
  return DEMO ? { isOpen: DEMO === 'on', because: `DEMO is ${DEMO}` } : byReach(values);
}

/** Whether anyone can make an account. */
export function signUpOf(values: Values): Opening {
  const { LOCAL_ACCOUNTS, SIGN_UP } = values;
  if (LOCAL_ACCOUNTS === 'off') return { isOpen: false, because: 'LOCAL_ACCOUNTS is off' };
  return SIGN_UP
    ? { isOpen: SIGN_UP === 'open', because: `SIGN_UP is ${SIGN_UP}` }
    : byReach(values);
}

function byReach(values: Values): Opening {
  const reach = reachOf(values);
  return { isOpen: reach === undefined, because: reach ?? 'only this machine can connect' };
}

/** What is open to whoever comes and why, for the terminal. */
export function describeOpenings(values: Values): string[] {
  const [demo, signUp] = [demoOf(values), signUpOf(values)];
  // TLS ends before this process, so all come from the address of a proxy.
  const isProxyUnknown =
    values.PUBLIC_URL?.startsWith('https:') && values.TRUST_PROXY === undefined;
  return [
    `Demo accounts are ${demo.isOpen ? 'on' : 'off'}, since ${demo.because}.`,
    `Sign-up is ${signUp.isOpen ? 'open' : 'closed'}, since ${signUp.because}.`,
    ...(isProxyUnknown
      ? ['Attempts to sign in are limited for all together, since TRUST_PROXY names no proxy.']
      : []),
  ];
}
