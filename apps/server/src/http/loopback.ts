import { isIP } from 'node:net';

/** Whether a host is this machine: 127.0.0.0/8 (RFC 1122, section 3.2.1.3), ::1 (RFC 4291, section 2.5.3), localhost (RFC 6761, section 6.3). */
export function isLoopback(host: string): boolean {
  return /^((.+\.)?localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/**
 * Whether nobody but us can have given this host to a browser: an address, or a name that stands for this machine wherever it is asked
 * for. Whoever has any other name can let it lead here (DNS rebinding), and then our pages are of the same origin as theirs.
 */
export function isOwnHost(host: string): boolean {
  return isLoopback(host) || isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}
