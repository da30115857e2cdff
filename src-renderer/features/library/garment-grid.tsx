/** Garments as a virtualised grid or list, selected by pointer and keyboard. */

import { Menu } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { GarmentQuery } from '../../../src-main/contract/catalog/garment.ts';
import { useClient } from '../../client/context.tsx';
import { dragGarments } from '../../ui/drag.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { GarmentMenu } from './garment-menu.tsx';
import { GarmentOption, optionId, optionWords } from './garment-tile.tsx';
import classes from './library.module.css';
import { useColours, useRecords, useRecordsInView } from './records.ts';
import { clicked, everything, moved, only, stepOf, toggled } from './selection.ts';
import { useLibrary } from './store.ts';

/** Pixels between tiles, and around them. */
const GAP = 8;
const EDGE = 12;
/** Height of a tile's words, and of a row of the list. */
const WORDS = 46;
const ROW = 44;
/** Widest tile in which the small thumbnail is sharp, pixels. */
const SHARP = 256;

const NONE: readonly string[] = [];

/** Inner width of an element as it changes. */
function useWidth(element: HTMLElement | null): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry.contentRect.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

/**
 * True in the ref while an element is scrolled by more than its height at a time: pictures that would rush by unseen need
 * not be read then. Known before other listeners of the same scroll draw anything.
 */
function useRushing(element: HTMLElement | null): RefObject<boolean> {
  const rushing = useRef(false);
  useEffect(() => {
    if (!element) return;
    let at = element.scrollTop;
    const hear = () => {
      rushing.current = Math.abs(element.scrollTop - at) > element.clientHeight;
      at = element.scrollTop;
    };
    element.addEventListener('scroll', hear, { capture: true, passive: true });
    return () => element.removeEventListener('scroll', hear, { capture: true });
  }, [element]);
  return rushing;
}

/** Marks pictures that are there: what stands for them goes. Options hear nothing by themselves. */
function useSeen(element: HTMLElement | null): void {
  useEffect(() => {
    if (!element) return;
    const hear = ({ target }: Event) => {
      if (target instanceof HTMLImageElement) target.dataset.seen = '';
    };
    element.addEventListener('load', hear, { capture: true });
    return () => element.removeEventListener('load', hear, { capture: true });
  }, [element]);
}

/** Id of the garment an event happened on. */
const garmentOf = ({ target }: { target: EventTarget }): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>('[data-garment]')?.dataset.garment : undefined;

export interface GarmentGridProps {
  order: readonly string[];
  query: GarmentQuery;
  /** All records are there: none is read by the page. */
  complete: boolean;
  view: 'grid' | 'list';
  /** Width of a tile, pixels. */
  thumb: number;
}

export function GarmentGrid({ order, query, complete, view, thumb }: GarmentGridProps) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const words = useMemo(() => optionWords(t, i18n.language), [t, i18n.language]);
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const width = Math.max(0, useWidth(scroller) - 2 * EDGE);
  const columns = view === 'list' ? 1 : Math.max(1, Math.floor((width + GAP) / (thumb + GAP)));
  const tile = view === 'list' ? width : Math.floor((width - (columns - 1) * GAP) / columns);
  const height = view === 'list' ? ROW : Math.round(tile * 1.2) + WORDS + GAP;
  const rows = Math.ceil(order.length / columns);
  const rushing = useRushing(scroller);
  const virtual = useVirtualizer({
    count: width > 0 ? rows : 0,
    // taken hold of once it is laid out: measuring it sooner would have the whole room laid out in the task that drew it
    getScrollElement: () => (width > 0 ? scroller : null),
    estimateSize: () => height,
    overscan: view === 'list' ? 6 : 2,
    isScrollingResetDelay: 80,
    paddingStart: view === 'list' ? 4 : EDGE,
    paddingEnd: EDGE,
  });
  // sizes are the same for every row and change with the slider
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when the height changes
  useEffect(() => virtual.measure(), [virtual, height]);

  const shown = virtual.getVirtualItems();
  const first = (shown[0]?.index ?? 0) * columns;
  const last = Math.min(order.length - 1, ((shown.at(-1)?.index ?? -1) + 1) * columns - 1);
  const rush = virtual.isScrolling && rushing.current;
  const { error, isMissed, again } = useRecordsInView(query, rush || complete ? NONE : order, first, last);
  const records = useRecords((state) => state.records);
  const colours = useColours();
  useSeen(scroller);
  const selection = useLibrary((state) => state.selection);
  const { select, openLoupe } = useLibrary.getState();

  const reveal = useCallback(
    (id: string | undefined) => {
      const at = id === undefined ? -1 : order.indexOf(id);
      if (at >= 0) virtual.scrollToIndex(Math.floor(at / columns), { align: 'auto' });
    },
    [order, columns, virtual],
  );
  const revealed = useRef<string>(undefined);
  useEffect(() => {
    if (selection.focus === revealed.current || width === 0) return;
    revealed.current = selection.focus;
    reveal(selection.focus);
  }, [selection.focus, reveal, width]);
  // coming back from the loupe the grid has the keyboard
  useEffect(() => {
    if (document.activeElement === document.body) scroller?.focus({ preventScroll: true });
  }, [scroller]);

  const isMissedId = (id: string | undefined): boolean =>
    id !== undefined && !records.has(id) && isMissed(order.indexOf(id));
  const press = (event: KeyboardEvent) => {
    if (event.altKey) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / height) - 1);
    const step = stepOf(event.key, columns, page);
    if (ctrl && event.key.toLowerCase() === 'a') select((s) => everything(s, order));
    else if (event.key === 'Enter' && isMissedId(selection.focus)) again();
    else if (event.key === 'Enter' && selection.focus) openLoupe();
    else if (event.key === ' ' && selection.focus)
      select((s) => (ctrl ? toggled(s, s.focus!) : only(s.focus!)));
    else if (step !== undefined) select((s) => moved(s, order, step, event.shiftKey));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const click = (event: MouseEvent) => {
    const id = garmentOf(event);
    if (isMissedId(id)) again();
    // Ctrl and click opens a menu on a Mac; there Command selects
    const held = { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey };
    if (id) select((s) => clicked(s, order, id, held));
  };
  /** The menu is about what is selected, as everywhere; by keyboard about what has the focus. */
  const open = (event: MouseEvent) => {
    const id = garmentOf(event);
    if (id && !selection.ids.has(id)) select(() => only(id));
    else if (id) select((s) => ({ ...s, focus: id }));
  };
  const drag = (event: DragEvent) => {
    const id = garmentOf(event);
    if (!id) return;
    const all = selection.ids.has(id);
    if (!all) select(() => only(id));
    dragGarments(event.dataTransfer, all ? order.filter((other) => selection.ids.has(other)) : [id]);
  };
  const pictureOf = (hash: string | undefined) =>
    hash === undefined || rush
      ? undefined
      : client.pictureUrl(hash, view === 'grid' && tile > SHARP ? 1024 : 256);

  return (
    <>
      {error !== undefined && (
        <div className={classes.failure}>
          <ErrorView compact error={error} onRetry={again} />
        </div>
      )}
      <Menu width={220}>
        <Menu.ContextMenu>
          <div
            ref={setScroller}
            className={classes.scroller}
            role="listbox"
            aria-multiselectable
            aria-label={t('library:garments')}
            tabIndex={0}
            aria-activedescendant={
              selection.focus && records.has(selection.focus) ? optionId(selection.focus) : undefined
            }
            onKeyDown={press}
            onClick={click}
            onDoubleClick={(event) => garmentOf(event) && !isMissedId(garmentOf(event)) && openLoupe()}
            onContextMenu={open}
            onDragStart={drag}
            onFocus={(event) => {
              if (event.target === event.currentTarget && !selection.focus && order.length > 0)
                select((s) => ({ ...s, focus: order[0] }));
            }}
          >
            <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
              {shown.map((row) => (
                <div
                  key={row.key}
                  role="presentation"
                  className={classes.row}
                  style={{ transform: `translateY(${row.start}px)`, gap: GAP, padding: `0 ${EDGE}px` }}
                >
                  {order.slice(row.index * columns, (row.index + 1) * columns).map((id, i) => {
                    const garment = records.get(id);
                    return (
                      <GarmentOption
                        key={id}
                        id={id}
                        garment={garment}
                        missed={isMissed(row.index * columns + i)}
                        words={words}
                        picture={pictureOf(garment?.hash)}
                        view={view}
                        colour={garment?.colours[0]?.hex ?? colours[id]}
                        width={tile}
                        height={view === 'list' ? ROW : height - GAP}
                        selected={selection.ids.has(id)}
                        focused={selection.focus === id}
                        place={row.index * columns + i + 1}
                        count={order.length}
                      />
                    );
                  })}
                </div>
              ))}
            </div>
          </div>
        </Menu.ContextMenu>
        <GarmentMenu />
      </Menu>
    </>
  );
}
