/** Per client: what lives as long as the client it belongs to, and is the same for everyone who asks. */

import type { StudioClient } from './studio-client.ts';

/** @returns a function that gives what `make` made for a client, made when it is first asked for. */
export function perClient<T extends object>(make: (client: StudioClient) => T): (client: StudioClient) => T {
  const made = new WeakMap<StudioClient, T>();
  return (client) => {
    const had = made.get(client);
    if (had) return had;
    const one = make(client);
    made.set(client, one);
    return one;
  };
}
