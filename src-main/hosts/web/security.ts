/**
 * Security of the web host: who may ask, and what the page may load. Only this computer can reach the port, but every page
 * in every browser on it can try; so each request must name our exact host (DNS rebinding), come from our own page, and
 * carry the cookie that only the one-time link gives out.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { CONTENT_POLICY } from '../content-policy.ts';

/** On every answer. */
export const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  'Cache-Control': 'no-store',
};

const secret = (): string => randomBytes(32).toString('base64url');

/** Compares without telling by its time how much was right. */
function same(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a, b);
}

/** One-time links and the session they begin. */
export class Access {
  readonly #session = secret();
  readonly #cookie: string;
  #link: string | undefined;

  /** Cookies are shared between the ports of a host, so each port's has a name of its own. */
  constructor(port: number) {
    this.#cookie = `toile-${port}`;
  }

  /** A new link's token; one made before no longer works. */
  newLink(): string {
    this.#link = secret();
    return this.#link;
  }

  /** Cookie for whoever brings the link's token, which works once. */
  redeem(token: string): string | undefined {
    if (this.#link === undefined || !same(token, this.#link)) return undefined;
    this.#link = undefined;
    return `${this.#cookie}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  admits(headers: IncomingHttpHeaders): boolean {
    for (const part of (headers.cookie ?? '').split(';')) {
      const at = part.indexOf('=');
      if (part.slice(0, at).trim() === this.#cookie && same(part.slice(at + 1).trim(), this.#session))
        return true;
    }
    return false;
  }
}

/** Whether the request names our host exactly, and, where it says so, comes from our own page. */
export function isOurs(
  method: string,
  headers: IncomingHttpHeaders,
  host: string,
): 'ours' | 'wrong-host' | 'wrong-origin' {
  if (headers.host !== host) return 'wrong-host';
  const changes = method !== 'GET' && method !== 'HEAD';
  if (headers.origin === undefined ? changes : headers.origin !== `http://${host}`) return 'wrong-origin';
  return 'ours';
}

/** False for a picture or a call asked for by another site's page, which browsers say of themselves. */
export function fromOwnPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}
