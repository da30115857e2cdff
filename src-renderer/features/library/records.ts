/** Garments of the list on show: the whole order at once, records by the page as they come into view. */

import { useEffect, useMemo, useRef, useState } from 'react';
import { create } from 'zustand';
import type { CatalogGarment, GarmentQuery } from '../../../src-main/contract/catalog/garment.ts';
import { useClient, useRead } from '../../client/context.tsx';
import type { StudioClient } from '../../client/studio-client.ts';
import { notifyError } from '../../ui/notify.tsx';
import { useLibrary } from './store.ts';

/** Records asked for at a time. */
const PAGE = 100;

interface RecordsState {
  records: ReadonlyMap<string, CatalogGarment>;
  put: (garments: readonly CatalogGarment[]) => void;
}

export const useRecords = create<RecordsState>((set) => ({
  records: new Map(),
  put: (garments) =>
    set(({ records }) => {
      const all = new Map(records);
      for (const garment of garments) all.set(garment.id, garment);
      return { records: all };
    }),
}));

/** Ids of every match in order, read again when garments change. */
export function useOrder(query: GarmentQuery) {
  return useRead('garments.ids', { query }, ['garments', 'collections', 'trash']);
}

/** Milliseconds after which the colours are read: after the first garments, and once for many changes of an import. */
const COLOURS_AFTER = { opening: 600, change: 3000 };
const NO_COLOURS: Readonly<Record<string, string>> = {};

/** Largest colour of every garment by id, as far as they are known: there before records and pictures are. */
export function useColours(): Readonly<Record<string, string>> {
  const client = useClient();
  const [colours, setColours] = useState(NO_COLOURS);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const soon = (after: number): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        client.call('garments.colours').then(
          (found) => !gone && setColours(found),
          // the tiles are plain then
          () => {},
        );
      }, after);
    };
    soon(COLOURS_AFTER.opening);
    const stop = client.onEvent((event) => {
      if (event.type === 'changed' && event.what === 'garments') soon(COLOURS_AFTER.change);
    });
    return () => {
      gone = true;
      stop();
      clearTimeout(timer);
    };
  }, [client]);
  return colours;
}

/** Sees to it that the records from `first` to `last` of the order are there, and fresh for this answer of it. */
export function useRecordsInView(
  query: GarmentQuery,
  order: readonly string[] | undefined,
  first: number,
  last: number,
): void {
  const client = useClient();
  const put = useRecords((state) => state.put);
  const had = useRef<{ order: unknown; pages: Set<number> }>({ order: undefined, pages: new Set() });
  const asked = useRef(query);
  asked.current = query;
  useEffect(() => {
    if (!order || order.length === 0 || last < first) return;
    if (had.current.order !== order) had.current = { order, pages: new Set() };
    const { pages } = had.current;
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) {
      if (pages.has(page)) continue;
      pages.add(page);
      client
        .call('garments.search', { query: asked.current, page: { offset: page * PAGE, limit: PAGE } })
        .then(({ garments }) => put(garments))
        .catch((error) => {
          pages.delete(page);
          notifyError(error);
        });
    }
  }, [client, put, order, first, last]);
}

/** Most records of one answer, by the contract. */
const MOST = 1000;

/** Records of the selected garments in the list's order; those that are not known yet are read. @throws StudioError */
export async function loadSelected(client: StudioClient): Promise<CatalogGarment[]> {
  const { query, order, selection } = useLibrary.getState();
  const chosen = selection.ids;
  const { put } = useRecords.getState();
  const missing = order.flatMap((id, at) =>
    chosen.has(id) && !useRecords.getState().records.has(id) ? [Math.floor(at / MOST)] : [],
  );
  for (const page of new Set(missing)) {
    const part = { offset: page * MOST, limit: MOST };
    put((await client.call('garments.search', { query, page: part })).garments);
  }
  const { records } = useRecords.getState();
  return order.flatMap((id) => (chosen.has(id) ? (records.get(id) ?? []) : []));
}

/** One record, read where it is not known yet. */
export function useGarment(id: string | undefined): CatalogGarment | undefined {
  const client = useClient();
  const record = useRecords((state) => (id === undefined ? undefined : state.records.get(id)));
  const missing = id !== undefined && !record ? id : undefined;
  useEffect(() => {
    if (missing)
      client
        .call('garments.get', { id: missing })
        .then((garment) => useRecords.getState().put([garment]))
        // deleted meanwhile: the list tells
        .catch(() => {});
  }, [client, missing]);
  return record;
}

/** Records of the selection, read where they are not known yet; the ones that are known already come at once. */
export function useSelected(ids: readonly string[]): CatalogGarment[] {
  const client = useClient();
  const records = useRecords((state) => state.records);
  const complete = ids.every((id) => records.has(id));
  useEffect(() => {
    if (!complete) loadSelected(client).catch(notifyError);
  }, [client, complete]);
  return useMemo(() => ids.flatMap((id) => records.get(id) ?? []), [ids, records]);
}
