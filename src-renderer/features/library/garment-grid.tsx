/** Garments as a virtualised grid or list, selected by pointer and keyboard. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GarmentQuery } from '../../../src-main/contract/catalog/garment.ts';
import { dragGarments } from '../../ui/drag.ts';
import { GarmentRow, GarmentTile } from './garment-tile.tsx';
import classes from './library.module.css';
import { useRecords, useRecordsInView } from './records.ts';
import { clicked, everything, moved, only, stepOf, toggled } from './selection.ts';
import { useLibrary } from './store.ts';

/** Pixels between tiles, and around them. */
const GAP = 8;
const EDGE = 12;
/** Height of a tile's words, and of a row of the list. */
const WORDS = 46;
const ROW = 44;

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

export interface GarmentGridProps {
  order: readonly string[];
  query: GarmentQuery;
  view: 'grid' | 'list';
  /** Width of a tile, pixels. */
  thumb: number;
}

const optionId = (id: string) => `garment-${id}`;

export function GarmentGrid({ order, query, view, thumb }: GarmentGridProps) {
  const { t } = useTranslation();
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const width = Math.max(0, useWidth(scroller) - 2 * EDGE);
  const columns = view === 'list' ? 1 : Math.max(1, Math.floor((width + GAP) / (thumb + GAP)));
  const tile = view === 'list' ? width : Math.floor((width - (columns - 1) * GAP) / columns);
  const height = view === 'list' ? ROW : Math.round(tile * 1.2) + WORDS + GAP;
  const rows = Math.ceil(order.length / columns);
  const virtual = useVirtualizer({
    count: width > 0 ? rows : 0,
    getScrollElement: () => scroller,
    estimateSize: () => height,
    overscan: 3,
    paddingStart: view === 'list' ? 4 : EDGE,
    paddingEnd: EDGE,
  });
  // sizes are the same for every row and change with the slider
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when the height changes
  useEffect(() => virtual.measure(), [virtual, height]);

  const shown = virtual.getVirtualItems();
  const first = (shown[0]?.index ?? 0) * columns;
  const last = Math.min(order.length - 1, ((shown.at(-1)?.index ?? -1) + 1) * columns - 1);
  useRecordsInView(query, order, first, last);
  const records = useRecords((state) => state.records);
  const { selection, select, openLoupe } = useLibrary();

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

  const press = (event: KeyboardEvent) => {
    if (event.altKey) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / height) - 1);
    const step = stepOf(event.key, columns, page);
    if (ctrl && event.key.toLowerCase() === 'a') select((s) => everything(s, order));
    else if (event.key === 'Enter' && selection.focus) openLoupe();
    else if (event.key === ' ' && selection.focus)
      select((s) => (ctrl ? toggled(s, s.focus!) : only(s.focus!)));
    else if (step !== undefined) select((s) => moved(s, order, step, event.shiftKey));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const click = (event: MouseEvent, id: string) => {
    // Ctrl and click opens a menu on a Mac; there Command selects
    select((s) => clicked(s, order, id, { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey }));
  };
  const Item = view === 'list' ? GarmentRow : GarmentTile;

  return (
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
            {order.slice(row.index * columns, (row.index + 1) * columns).map((id, i) => (
              // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list hears the keys
              <div
                key={id}
                id={optionId(id)}
                role="option"
                aria-selected={selection.ids.has(id)}
                aria-setsize={order.length}
                aria-posinset={row.index * columns + i + 1}
                aria-label={records.has(id) ? undefined : t('common:loading')}
                data-focus={selection.focus === id || undefined}
                className={view === 'list' ? classes.listItem : classes.tile}
                style={{ width: tile, height: view === 'list' ? ROW : height - GAP }}
                onClick={(event) => click(event, id)}
                onDoubleClick={() => openLoupe()}
                draggable
                onDragStart={(event) => {
                  const dragged = selection.ids.has(id)
                    ? order.filter((other) => selection.ids.has(other))
                    : [id];
                  if (!selection.ids.has(id)) select(() => only(id));
                  dragGarments(event.dataTransfer, dragged);
                }}
              >
                <Item garment={records.get(id)} large={tile > 256} />
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
