import type { IncomingHttpHeaders } from 'node:http';
import type { Random } from '../random.ts';

/** What a proxy before a storage service does with a request. */
export type Fault =
  /** Refused, with nothing done. */
  | 'busy'
  | 'failed'
  /** Nothing is done, and no answer comes. */
  | 'silent'
  /** Done, and the answer is lost. */
  | 'answer lost'
  /** Done, and answered as a failure. */
  | 'done but failed'
  /** Done, and the answer breaks off in the middle. */
  | 'answer cut'
  /** Of messages: sent, and never there; */
  | 'message swallowed'
  /** there twice; */
  | 'message doubled'
  /** there long after it was sent; */
  | 'message held back'
  /** deleted, and still there; */
  | 'deletion swallowed'
  /** received by two at the same time, one of whom has a receipt that is no good any more. */
  | 'message given twice';

type Call = 'send' | 'receive' | 'delete' | 'read' | 'other';

/** Of a thousand requests. */
type Shares = Partial<Record<Fault, number>>;

const anyRequest: Shares = {
  busy: 8,
  failed: 6,
  silent: 1,
  'answer lost': 8,
  'done but failed': 5,
};

const shares: Readonly<Record<Call, Shares>> = {
  other: anyRequest,
  read: { ...anyRequest, 'answer cut': 8 },
  send: { ...anyRequest, 'message swallowed': 80, 'message doubled': 80, 'message held back': 80 },
  receive: { ...anyRequest, 'message given twice': 60 },
  delete: { ...anyRequest, 'deletion swallowed': 60 },
};

interface StorageRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** What becomes of a request to the blob or the queue service, by the numbers that are drawn. */
export function faultOf(request: StorageRequest, random: Random): Fault | undefined {
  // Azurite reads what it copies through the proxy too, where Azure asks nobody.
  if (request.headers['user-agent']?.includes('axios')) return undefined;
  let drawn = random.between(0, 1_000);
  for (const [fault, share] of Object.entries(shares[callOf(request)])) {
    drawn -= share;
    if (drawn < 0) return fault as Fault;
  }
  return undefined;
}

export function callOf({ method, url }: Pick<StorageRequest, 'method' | 'url'>): Call {
  const { pathname, searchParams } = new URL(url, 'http://service');
  const isMessages = /\/messages(\/|$)/.test(pathname);
  if (isMessages && method === 'POST') return 'send';
  if (isMessages && method === 'DELETE') return 'delete';
  if (isMessages && method === 'GET' && !searchParams.has('peekonly')) return 'receive';
  return method === 'GET' ? 'read' : 'other';
}
