/** The window's StudioClient, for every component, with hooks for reading and for doing. */

import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react';
import type { CallInput, CallName, CallOutput, StudioEvent } from '../../src-main/contract/calls/index.ts';
import type { StudioClient } from './studio-client.ts';

const Context = createContext<StudioClient | undefined>(undefined);
export const ClientProvider = Context.Provider;

export function useClient(): StudioClient {
  const client = useContext(Context);
  if (!client) throw new Error('There is no StudioClient above this component.');
  return client;
}

/** Hears the core's events while the component is there. */
export function useStudioEvents(handler: (event: StudioEvent) => void): void {
  const client = useClient();
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => client.onEvent((event) => latest.current(event)), [client]);
}

export type Changed = Extract<StudioEvent, { type: 'changed' }>['what'];

export interface Read<T> {
  /** Newest answer; stays while a newer one is on its way. */
  data: T | undefined;
  error: unknown;
  /** True until the first answer, and while the input has changed since the last one. */
  loading: boolean;
  reload: () => void;
}

/**
 * Answer of a reading call, asked anew when `input` changes, when records of `watch` change, and when the core is heard
 * again after a break. Of several answers under way the one asked last wins. Nothing is asked while `input` is null.
 */
export function useRead<C extends CallName>(
  name: C,
  input: CallInput<C> | null,
  watch: readonly Changed[] = [],
): Read<CallOutput<C>> {
  const client = useClient();
  const key = input === null ? null : JSON.stringify(input ?? {});
  const [state, setState] = useState<{ data?: CallOutput<C>; error?: unknown; key?: string }>({});
  const asked = useRef(0);
  const given = useRef(input);
  given.current = input;
  const reload = useCallback(() => {
    if (key === null) return;
    const mine = ++asked.current;
    (client.call as (n: C, i?: unknown) => Promise<CallOutput<C>>)(name, given.current ?? undefined).then(
      (data) => mine === asked.current && setState({ data, key }),
      (error) => mine === asked.current && setState((was) => ({ ...was, error, key })),
    );
  }, [client, name, key]);
  useEffect(() => {
    if (key === null) {
      asked.current++;
      setState({});
    }
    reload();
  }, [reload, key]);
  const watched = watch.join();
  useEffect(() => {
    // an import tells of every file: what comes close together is read once
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const stop = client.onEvent((event) => {
      if (event.type !== 'changed' || !watched.split(',').includes(event.what)) return;
      waiting ??= setTimeout(() => {
        waiting = undefined;
        reload();
      }, 50);
    });
    return () => {
      stop();
      clearTimeout(waiting);
    };
  }, [client, reload, watched]);
  useEffect(() => {
    let lost = false;
    return client.onConnection((connected) => {
      if (connected && lost) reload();
      lost = !connected;
    });
  }, [client, reload]);
  return { data: state.data, error: state.error, loading: key !== null && state.key !== key, reload };
}
