/** Garment pages: search results read a page at a time, as far as they are looked at. */

import { useCallback, useEffect, useRef, useState } from 'react';
import type { CatalogGarment, GarmentQueryInput } from '../../../../src-main/contract/catalog/garment.ts';
import { useClient, useStudioEvents } from '../../../client/context.tsx';

const PAGE = 60;

export interface GarmentPages {
  total: number | undefined;
  error: unknown;
  /** Garment at a place of the results; undefined while it is not there yet. */
  at(index: number): CatalogGarment | undefined;
  /** Asks for what is on show. */
  need(from: number, to: number): void;
  reload(): void;
}

export function useGarmentPages(query: GarmentQueryInput): GarmentPages {
  const client = useClient();
  const key = JSON.stringify(query);
  const asked = useRef<{ key: string; pages: Set<number>; version: number }>({
    key: '',
    pages: new Set(),
    version: 0,
  });
  const [state, setState] = useState<{
    key: string;
    total?: number;
    error?: unknown;
    pages: Record<number, CatalogGarment[]>;
  }>({ key, pages: {} });
  const ask = useCallback(
    (page: number) => {
      const { pages, version } = asked.current;
      if (pages.has(page)) return;
      pages.add(page);
      client
        .call('garments.search', {
          query: JSON.parse(key) as GarmentQueryInput,
          page: { limit: PAGE, offset: page * PAGE },
        })
        .then(
          ({ total, garments }) => {
            if (version !== asked.current.version) return;
            setState((was) => ({
              key,
              total,
              pages: { ...(was.key === key ? was.pages : {}), [page]: garments },
            }));
          },
          (error) => {
            pages.delete(page);
            if (version === asked.current.version) setState((was) => ({ ...was, error }));
          },
        );
    },
    [client, key],
  );
  const restart = useCallback(() => {
    const seen = asked.current.key === key ? [...asked.current.pages] : [];
    asked.current = { key, pages: new Set(), version: asked.current.version + 1 };
    for (const page of seen.length ? seen : [0]) ask(page);
  }, [ask, key]);
  useEffect(restart, [restart]);
  useStudioEvents((event) => {
    if (event.type === 'changed' && ['garments', 'collections', 'trash'].includes(event.what)) restart();
  });
  return {
    total: state.total,
    error: state.error,
    at: (index) => state.pages[Math.floor(index / PAGE)]?.[index % PAGE],
    need: (from, to) => {
      for (let page = Math.floor(from / PAGE); page <= Math.floor(to / PAGE); page++) ask(page);
    },
    reload: restart,
  };
}
