/** Garments of the list on show: the whole order at once, records by the page as they come into view. */

import { useEffect, useMemo, useRef, useState } from 'react';
import { create } from 'zustand';
import type { CatalogGarment, GarmentQuery } from '../../../src-main/contract/catalog/garment.ts';
import { useClient } from '../../client/context.tsx';
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

/** Pages that could not be read, by number, and why the last of them could not. */
export interface Missed {
  pages: ReadonlySet<number>;
  error: unknown;
}

const NONE_MISSED: Missed = { pages: new Set(), error: undefined };

/** Pages of an order's records, each read once as it comes into view; one that could not be read is asked for again. */
export class RecordPages {
  private readonly read: (offset: number, limit: number) => Promise<void>;
  private readonly changed: (missed: Missed) => void;
  private order: readonly string[] | undefined;
  private pages = new Set<number>();
  private missed = NONE_MISSED;
  private view = { first: 0, last: -1 };

  constructor(
    read: (offset: number, limit: number) => Promise<void>,
    changed: (missed: Missed) => void = () => {},
  ) {
    this.read = read;
    this.changed = changed;
  }

  /** Has the records from `first` to `last` read; another order has everything read anew. */
  show(order: readonly string[], first: number, last: number): void {
    if (order.length === 0 || last < first) return;
    if (this.order !== order) {
      this.order = order;
      this.pages = new Set();
      if (this.missed !== NONE_MISSED) this.tell(NONE_MISSED);
    }
    this.view = { first, last };
    for (const page of pagesOf(first, last)) {
      if (this.pages.has(page)) continue;
      this.pages.add(page);
      void this.take(page, order);
    }
  }

  /** Asks for what is in view and could not be read. */
  again(): void {
    if (this.order) this.show(this.order, this.view.first, this.view.last);
  }

  private async take(page: number, order: readonly string[]): Promise<void> {
    try {
      await this.read(page * PAGE, PAGE);
      if (this.order !== order || !this.missed.pages.has(page)) return;
      const left = new Set(this.missed.pages);
      left.delete(page);
      this.tell(left.size === 0 ? NONE_MISSED : { ...this.missed, pages: left });
    } catch (error) {
      if (this.order !== order) return;
      this.pages.delete(page);
      this.tell({ pages: new Set(this.missed.pages).add(page), error });
    }
  }

  private tell(missed: Missed): void {
    this.missed = missed;
    this.changed(missed);
  }
}

/** Numbers of the pages that the places from `first` to `last` lie on. */
function pagesOf(first: number, last: number): number[] {
  const from = Math.floor(first / PAGE);
  return Array.from({ length: Math.floor(last / PAGE) - from + 1 }, (_, k) => from + k);
}

/**
 * Sees to it that the records from `first` to `last` of the order are there, and fresh for this answer of it. What could not be
 * read is asked for again when the view moves, when the core is heard again, and by `again`.
 *
 * @returns `error` of what is in view, and whether the record of a place could not be read
 */
export function useRecordsInView(
  query: GarmentQuery,
  order: readonly string[],
  first: number,
  last: number,
): { error: unknown; isMissed: (place: number) => boolean; again: () => void } {
  const client = useClient();
  const put = useRecords((state) => state.put);
  const [missed, setMissed] = useState(NONE_MISSED);
  const asked = useRef(query);
  asked.current = query;
  const pages = useMemo(() => {
    const read = async (offset: number, limit: number) => {
      const page = { offset, limit };
      put((await client.call('garments.search', { query: asked.current, page })).garments);
    };
    return new RecordPages(read, setMissed);
  }, [client, put]);
  useEffect(() => pages.show(order, first, last), [pages, order, first, last]);
  useEffect(() => {
    let lost = false;
    return client.onConnection((connected) => {
      if (connected && lost) pages.again();
      lost = !connected;
    });
  }, [client, pages]);
  const inView = missed.pages.size > 0 && pagesOf(first, last).some((page) => missed.pages.has(page));
  return {
    error: inView ? missed.error : undefined,
    isMissed: (place) => missed.pages.size > 0 && missed.pages.has(Math.floor(place / PAGE)),
    again: () => pages.again(),
  };
}

/** Most records of one answer, by the contract. */
const MOST = 1000;

/** Records of the selected garments in the list's order; those that are not known yet are read. @throws StudioError */
export async function loadSelected(client: StudioClient): Promise<CatalogGarment[]> {
  // what is ranked has its records, and is never read by the page
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
