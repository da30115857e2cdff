/** Grid of a batch's pictures as they come, drawn as far as they are in view, walked through with the arrow keys. */

import { VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconClock, IconLoader2, IconX } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchItemView } from '../../../src-main/contract/calls/batches.ts';
import { useClient } from '../../client/context.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { stepOf } from '../library/selection.ts';
import classes from './batch.module.css';
import { useBatches } from './store.ts';
import { type Items, useItems } from './use-items.ts';

/** Pixels: between tiles, around them, least width of one, height of its words. */
const GAP = 10;
const EDGE = 12;
const LEAST = 148;
const WORDS = 44;

const ICONS = {
  waiting: IconClock,
  running: IconLoader2,
  placing: IconLoader2,
  failed: IconX,
  cancelled: IconX,
};

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

export interface ResultGridProps {
  batchId: string;
  /** Shown where there is nothing. */
  empty: ReactNode;
  /** Draws what goes with the item that is looked at, beside the grid. */
  aside: (items: Items) => ReactNode;
  onOpen: (number: number) => void;
}

export function ResultGrid({ batchId, empty, aside, onOpen }: ResultGridProps) {
  const { t } = useTranslation();
  const filter = useBatches((state) => state.filter);
  const number = useBatches((state) => state.number);
  const { look } = useBatches.getState();
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const width = Math.max(0, useWidth(scroller) - 2 * EDGE);
  const columns = Math.max(1, Math.floor((width + GAP) / (LEAST + GAP)));
  const tile = Math.floor((width - (columns - 1) * GAP) / columns);
  const height = Math.round(tile * 1.3) + WORDS + GAP;
  const range = useRef({ first: 0, last: 0 });
  const items = useItems(batchId, filter, range.current.first, range.current.last);
  const total = items.total ?? 0;
  const virtual = useVirtualizer({
    count: width > 0 ? Math.ceil(total / columns) : 0,
    getScrollElement: () => (width > 0 ? scroller : null),
    estimateSize: () => height,
    overscan: 2,
    paddingStart: EDGE,
    paddingEnd: EDGE,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when the height changes
  useEffect(() => virtual.measure(), [virtual, height]);
  const rows = virtual.getVirtualItems();
  range.current = {
    first: (rows[0]?.index ?? 0) * columns,
    last: Math.max(0, Math.min(total, ((rows.at(-1)?.index ?? 0) + 1) * columns) - 1),
  };

  const placeOf = (wanted: number | undefined): number => {
    for (let at = range.current.first; at <= range.current.last; at++)
      if (items.at(at)?.number === wanted) return at;
    return -1;
  };
  const press = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && number !== undefined) {
      event.preventDefault();
      onOpen(number);
      return;
    }
    const page = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / height) - 1);
    const step = stepOf(event.key, columns, page);
    if (step === undefined || total === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const now = placeOf(number);
    const to = step === 'first' ? 0 : step === 'last' ? total - 1 : now < 0 ? 0 : now + step;
    const target = Math.min(total - 1, Math.max(0, to));
    virtual.scrollToIndex(Math.floor(target / columns), { align: 'auto' });
    const item = items.at(target);
    if (item) look(item.number);
  };

  return (
    <>
      {items.error && items.total === undefined ? (
        <div className={classes.centre}>
          <ErrorView error={items.error} onRetry={items.reload} />
        </div>
      ) : items.total === 0 ? (
        <div className={classes.centre}>{empty}</div>
      ) : (
        <div
          ref={setScroller}
          className={classes.scroller}
          role="listbox"
          aria-label={t('batch:grid.title')}
          tabIndex={0}
          aria-activedescendant={placeOf(number) >= 0 ? `batch-item-${number}` : undefined}
          onKeyDown={press}
        >
          <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {rows.map((row) => (
              <div
                key={row.key}
                role="presentation"
                className={classes.row}
                style={{ transform: `translateY(${row.start}px)`, gap: GAP, padding: `0 ${EDGE}px` }}
              >
                {Array.from({ length: columns }, (_, n) => row.index * columns + n)
                  .filter((at) => at < total)
                  .map((at) => (
                    <Tile
                      key={at}
                      item={items.at(at)}
                      place={at + 1}
                      count={total}
                      width={tile}
                      height={height - GAP}
                      current={number !== undefined && items.at(at)?.number === number}
                      onPick={look}
                      onOpen={onOpen}
                    />
                  ))}
              </div>
            ))}
          </div>
        </div>
      )}
      {aside(items)}
    </>
  );
}

export const wornWords = ({ look, worn }: Pick<BatchItemView, 'look' | 'worn'>): string =>
  look || worn.map(({ name }) => name).join(' + ');

function Tile(props: {
  item: BatchItemView | undefined;
  place: number;
  count: number;
  width: number;
  height: number;
  current: boolean;
  onPick: (number: number) => void;
  onOpen: (number: number) => void;
}) {
  const { t } = useTranslation();
  const client = useClient();
  const { item, width, height } = props;
  const size = { width, height };
  if (!item)
    return (
      <div
        role="option"
        aria-selected={false}
        aria-label={t('common:loading')}
        tabIndex={-1}
        className={classes.tile}
        style={size}
      />
    );
  const { number, state, photo, picture, confidence } = item;
  const review = state === 'done' && item.needsReview && !item.accepted;
  const Icon = state === 'done' ? (review ? IconAlertTriangle : IconCircleCheck) : ICONS[state];
  const words = review ? t('batch:item.review') : t(`batch:item.${state}`);
  const share = confidence === undefined ? '' : `${Math.round(confidence * 100)} %`;
  const shown = picture ?? photo.hash;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the list
    <div
      id={`batch-item-${number}`}
      role="option"
      tabIndex={-1}
      aria-selected={props.current}
      aria-posinset={props.place}
      aria-setsize={props.count}
      className={classes.tile}
      data-state={state}
      data-review={review || undefined}
      style={size}
      onClick={() => props.onPick(number)}
      onDoubleClick={() => props.onOpen(number)}
    >
      <div className={classes.frame}>
        {shown && (
          <img
            key={shown}
            className={classes.shown}
            src={client.pictureUrl(shown, 256)}
            alt=""
            loading="lazy"
            decoding="async"
          />
        )}
        <span className={classes.badge}>
          <Icon size={13} aria-hidden />
          {state === 'done' ? share : words}
          {state === 'done' && <VisuallyHidden>{words}</VisuallyHidden>}
        </span>
      </div>
      <div className={classes.tileWords}>
        <b title={photo.name}>{item.client || photo.name}</b>
        <small title={wornWords(item)}>{wornWords(item)}</small>
      </div>
    </div>
  );
}
