/** Items of a batch by pages, those in view; read again when they change. */

import { useCallback, useEffect, useRef, useState } from 'react';
import type { BatchItemView } from '../../../src-main/contract/calls/batches.ts';
import { useClient } from '../../client/context.tsx';
import type { Filter } from './store.ts';

const PAGE = 60;
/** Milliseconds in which changes are gathered: a batch tells of every picture. */
const GATHER_MS = 300;

export interface Items {
  /** How many there are; undefined until it is known. */
  total: number | undefined;
  at: (index: number) => BatchItemView | undefined;
  /** Of what was read. */
  numbered: (number: number) => BatchItemView | undefined;
  /** Number of the item after this one, or before it at the end. */
  after: (number: number) => number | undefined;
  error: unknown;
  reload: () => void;
}

interface Pages {
  key: string;
  total: number | undefined;
  pages: ReadonlyMap<number, readonly BatchItemView[]>;
  error?: unknown;
}

/** @param first, last places in view */
export function useItems(id: string, filter: Filter, first: number, last: number): Items {
  const client = useClient();
  const key = `${id} ${filter}`;
  const [state, setState] = useState<Pages>({ key, total: undefined, pages: new Map() });
  const inView = useRef({ first, last });
  inView.current = { first, last };
  const newest = useRef(key);
  newest.current = key;

  const read = useCallback(
    (page: number) => {
      client.call('batches.items', { id, filter, offset: page * PAGE, limit: PAGE }).then(
        ({ total, items }) => {
          if (newest.current !== key) return;
          setState((was) => ({
            key,
            total,
            pages: new Map([...(was.key === key ? was.pages : []), [page, items]]),
          }));
        },
        (error) => newest.current === key && setState((was) => ({ ...was, key, error })),
      );
    },
    [client, id, filter, key],
  );
  const pages = useCallback(() => {
    const from = Math.floor(Math.max(0, inView.current.first) / PAGE);
    const to = Math.floor(Math.max(0, inView.current.last) / PAGE);
    return Array.from({ length: to - from + 1 }, (_, n) => from + n);
  }, []);
  const reload = useCallback(() => {
    for (const page of pages()) read(page);
  }, [pages, read]);

  const known = state.key === key ? state.pages : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: pages that come into view, and once for every list
  useEffect(() => {
    for (const page of pages()) if (!known?.has(page)) read(page);
  }, [first, last, read]);

  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        reload();
      }, GATHER_MS);
    };
    const stop = client.onEvent((event) => {
      if (event.type === 'batch' && event.batch.id === id) soon();
      if (event.type === 'changed' && ['batches', 'looks', 'garments', 'trash'].includes(event.what)) soon();
    });
    return () => {
      stop();
      clearTimeout(waiting);
    };
  }, [client, id, reload]);

  const shown = state.key === key ? state : undefined;
  return {
    total: shown?.total,
    at: (index) => shown?.pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    numbered: (number) => {
      for (const page of shown?.pages.values() ?? [])
        for (const item of page) if (item.number === number) return item;
      return undefined;
    },
    after: (number) => {
      const read = [...(shown?.pages ?? [])].sort(([a], [b]) => a - b).flatMap(([, items]) => items);
      const at = read.findIndex((item) => item.number === number);
      return (read[at + 1] ?? read[at - 1])?.number;
    },
    error: shown?.error,
    reload,
  };
}
