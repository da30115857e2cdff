/** Garment rail: the boutique under the photo, with chips, search and collections; only what is on show is drawn. */

import { Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconSparkles } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import type { Category } from '../../../../src-main/contract/catalog/garment.ts';
import { CATEGORIES } from '../../../../src-main/contract/names.ts';
import { useRead } from '../../../client/context.tsx';
import { ErrorView } from '../../../ui/error-view.tsx';
import { shownDocument, useStudio } from '../state/store.ts';
import { CompleteLook } from './complete-look.tsx';
import { GarmentCard } from './garment-card.tsx';
import { useGarmentPages } from './garment-pages.ts';
import classes from './rail.module.css';

const NOTHING: string[] = [];

/** The whole boutique, or what goes with the look. */
export function GarmentRail() {
  const completing = useStudio((state) => state.completing);
  return (
    <div className={classes.rail}>
      {completing ? (
        <>
          <div className={classes.filters}>
            <CompleteChip on />
          </div>
          <CompleteLook />
        </>
      ) : (
        <AllGarments />
      )}
    </div>
  );
}

function CompleteChip({ on }: { on: boolean }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={classes.chip}
      data-complete
      aria-pressed={on}
      onClick={() => useStudio.setState({ completing: !on })}
    >
      <IconSparkles size={14} aria-hidden />
      {t('studio:complete.title')}
    </button>
  );
}

function AllGarments() {
  const { t } = useTranslation();
  const [categories, setCategories] = useState<Category[]>([]);
  const [text, setText] = useState('');
  const [collection, setCollection] = useState<string | null>(null);
  const [words] = useDebouncedValue(text, 200);
  const collections = useRead('collections.list', undefined, ['collections']);
  const facets = useRead('garments.facets', undefined, ['garments', 'trash']);
  const pages = useGarmentPages({
    text: words,
    categories,
    ...(collection ? { collection } : {}),
    sort: words ? 'relevance' : 'imported',
  });
  const counts = new Map(facets.data?.categories.map(({ value, count }) => [value, count]));
  const toggle = (category: Category) =>
    setCategories((now) =>
      now.includes(category) ? now.filter((other) => other !== category) : [...now, category],
    );
  return (
    <>
      <div className={classes.filters}>
        <CompleteChip on={false} />
        <TextInput
          className={classes.search}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          placeholder={t('studio:rail.search')}
          aria-label={t('studio:rail.search')}
          leftSection={<IconSearch size={14} aria-hidden />}
        />
        {(collections.data?.length ?? 0) > 0 && (
          <Select
            className={classes.collection}
            value={collection}
            onChange={setCollection}
            allowDeselect
            clearable
            clearButtonProps={{ 'aria-label': t('studio:rail.noCollection') }}
            placeholder={t('studio:rail.collection')}
            aria-label={t('studio:rail.collection')}
            data={collections.data!.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        {CATEGORIES.filter((category) => counts.get(category) || categories.includes(category)).map(
          (category) => (
            <button
              key={category}
              type="button"
              className={classes.chip}
              aria-pressed={categories.includes(category)}
              onClick={() => toggle(category)}
            >
              {t(`studio:category.${category}`)}
            </button>
          ),
        )}
        {pages.total !== undefined && (
          <span className={classes.count}>{t('studio:rail.count', { count: pages.total })}</span>
        )}
      </div>
      {pages.error && pages.total === undefined ? (
        <ErrorView compact error={pages.error} onRetry={pages.reload} />
      ) : (
        <Cards pages={pages} filtered={Boolean(words || categories.length || collection)} />
      )}
    </>
  );
}

function Cards({ pages, filtered }: { pages: ReturnType<typeof useGarmentPages>; filtered: boolean }) {
  const { t } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  const worn = useStudio(
    useShallow((state) => shownDocument(state)?.layers.map((layer) => layer.garmentId) ?? NOTHING),
  );
  const virtual = useVirtualizer({
    count: pages.total ?? 0,
    horizontal: true,
    getScrollElement: () => scroll.current,
    estimateSize: () => 92,
    paddingStart: 8,
    paddingEnd: 8,
    overscan: 6,
  });
  const shown = virtual.getVirtualItems();
  const from = shown[0]?.index ?? 0;
  const to = shown.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew with what is on show
  useEffect(() => pages.need(from, to), [from, to, pages.total]);
  // a wheel without a sideways axis goes through the rail, too
  useEffect(() => {
    const target = scroll.current!;
    const wheel = (event: WheelEvent) => {
      if (event.deltaX || event.ctrlKey) return;
      event.preventDefault();
      target.scrollLeft += event.deltaY;
    };
    target.addEventListener('wheel', wheel, { passive: false });
    return () => target.removeEventListener('wheel', wheel);
  }, []);
  return (
    <div ref={scroll} className={classes.scroll}>
      {pages.total === 0 && (
        <p className={classes.none}>{t(filtered ? 'studio:rail.noMatch' : 'studio:rail.empty')}</p>
      )}
      <ul
        className={classes.cards}
        style={{ width: virtual.getTotalSize() }}
        aria-label={t('studio:rail.title')}
      >
        {shown.map((item) => {
          const garment = pages.at(item.index);
          return (
            <li
              key={item.key}
              className={classes.slot}
              style={{ width: item.size, transform: `translateX(${item.start}px)` }}
            >
              {garment ? (
                <GarmentCard garment={garment} worn={worn.includes(garment.id)} />
              ) : (
                <div className={classes.waiting} />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
