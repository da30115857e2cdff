/** Filter bar: search, filter chips, order, view and import. */

import {
  ActionIcon,
  Button,
  Checkbox,
  CloseButton,
  Menu,
  NumberInput,
  Popover,
  Rating,
  Select,
  TextInput,
  Tooltip,
} from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconFolder,
  IconLayoutGrid,
  IconList,
  IconPhotoPlus,
  IconPhotoSearch,
  IconSearch,
} from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GarmentQuery } from '../../../src-main/contract/catalog/garment.ts';
import { CATEGORIES, GARMENT_SORTS } from '../../../src-main/contract/names.ts';
import { useClient, useRead } from '../../client/context.tsx';
import { askForName } from '../../ui/ask-name.tsx';
import { Later } from '../../ui/later.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { confirmEmptyTrash } from './empty-trash.tsx';
import { useImports } from './imports.ts';
import classes from './library.module.css';
import { choosePicture } from './likeness.ts';
import { Regions } from './regions.tsx';
import { LikeChip, SearchNote } from './search-by.tsx';
import { isNarrowed, useLibrary } from './store.ts';

/** Milliseconds without a key before a search begins. */
const PAUSE = 70;

/** Search field; what is typed is asked after a pause, what is asked for elsewhere is shown. */
function Search() {
  const { t } = useTranslation();
  const text = useLibrary((state) => state.query.text);
  const searchFor = useLibrary((state) => state.searchFor);
  const [typed, setTyped] = useState(text);
  const asked = useRef(text);
  useEffect(() => {
    if (text !== asked.current) {
      asked.current = text;
      setTyped(text);
    }
  }, [text]);
  useEffect(() => {
    if (typed === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = typed;
      searchFor(typed);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [typed, searchFor]);
  return (
    <TextInput
      className={classes.search}
      type="search"
      id="library-search"
      aria-label={t('library:search')}
      placeholder={t('library:searchHint')}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        typed ? (
          <CloseButton size="xs" aria-label={t('library:filter.clearText')} onClick={() => setTyped('')} />
        ) : null
      }
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && typed) {
          event.stopPropagation();
          setTyped('');
        }
      }}
    />
  );
}

function Chip(props: { label: string; on: boolean; children: ReactNode }) {
  return (
    <Popover position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.chip} data-on={props.on || undefined}>
          <span>{props.label}</span>
          <IconChevronDown size={12} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>{props.children}</Popover.Dropdown>
    </Popover>
  );
}

/** A chip that narrows to any of several values. */
function FacetChip(props: {
  title: string;
  values: readonly { value: string; label?: string; count?: number }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}) {
  const { t } = useTranslation();
  const { chosen, values } = props;
  // chosen values stay in the list although nothing has them any more
  const all: typeof values = [
    ...values,
    ...chosen.filter((c) => !values.some((v) => v.value === c)).map((value) => ({ value })),
  ];
  const name = (value: string) => values.find((v) => v.value === value)?.label ?? value;
  if (all.length === 0) return null;
  return (
    <Chip
      label={chosen.length > 0 ? `${props.title}: ${chosen.map(name).join(', ')}` : props.title}
      on={chosen.length > 0}
    >
      <fieldset className={classes.facets} aria-label={props.title}>
        {all.map((facet) => (
          <Checkbox
            key={facet.value}
            checked={chosen.includes(facet.value)}
            onChange={(event) =>
              props.onChange(
                event.currentTarget.checked
                  ? [...chosen, facet.value].slice(0, 20)
                  : chosen.filter((value) => value !== facet.value),
              )
            }
            label={
              <span className={classes.facet}>
                {name(facet.value)} {facet.count !== undefined && <small>{facet.count}</small>}
              </span>
            }
          />
        ))}
        {chosen.length > 0 && (
          <Button variant="subtle" color="gray" onClick={() => props.onChange([])}>
            {t('library:filter.any')}
          </Button>
        )}
      </fieldset>
    </Chip>
  );
}

function PriceChip() {
  const { t } = useTranslation();
  const price = useLibrary((state) => state.query.price);
  const narrow = useLibrary((state) => state.narrow);
  const on = price.from !== undefined || price.to !== undefined;
  const range = [price.from, price.to].map((cents) => (cents === undefined ? '…' : String(cents / 100)));
  const set = (key: 'from' | 'to', value: number | string) => {
    const next = { ...price };
    delete next[key];
    narrow({ price: typeof value === 'number' ? { ...next, [key]: Math.round(value * 100) } : next });
  };
  return (
    <Chip label={on ? `${t('library:field.price')}: ${range.join(' – ')}` : t('library:field.price')} on={on}>
      <div className={classes.line}>
        <NumberInput
          w={96}
          min={0}
          hideControls
          label={t('library:filter.from')}
          value={price.from === undefined ? '' : price.from / 100}
          onChange={(value) => set('from', value)}
        />
        <NumberInput
          w={96}
          min={0}
          hideControls
          label={t('library:filter.to')}
          value={price.to === undefined ? '' : price.to / 100}
          onChange={(value) => set('to', value)}
        />
      </div>
    </Chip>
  );
}

function Chips() {
  const { t } = useTranslation();
  const client = useClient();
  const query = useLibrary((state) => state.query);
  const like = useLibrary((state) => state.like);
  const narrow = useLibrary((state) => state.narrow);
  const facets = useRead('garments.facets', undefined, ['garments']);
  const save = () =>
    askForName(
      { title: 'library:collection.saveSearch', action: 'common:save' },
      query.text,
      async (name) => {
        const made = await client.call('collections.create', { kind: 'search', name, query });
        useLibrary.getState().goTo({ collection: made.id });
      },
    );
  return (
    <>
      <FacetChip
        title={t('library:field.category')}
        values={CATEGORIES.map((value) => ({
          value,
          label: t(`library:category.${value}`),
          count: facets.data?.categories.find((f) => f.value === value)?.count ?? 0,
        }))}
        chosen={query.categories}
        onChange={(categories) => narrow({ categories: categories as GarmentQuery['categories'] })}
      />
      <FacetChip
        title={t('library:field.brand')}
        values={facets.data?.brands ?? []}
        chosen={query.brands}
        onChange={(brands) => narrow({ brands })}
      />
      <FacetChip
        title={t('library:field.season')}
        values={facets.data?.seasons ?? []}
        chosen={query.seasons}
        onChange={(seasons) => narrow({ seasons })}
      />
      <FacetChip
        title={t('library:field.tags')}
        values={facets.data?.tags ?? []}
        chosen={query.tags}
        onChange={(tags) => narrow({ tags })}
      />
      <FacetChip
        title={t('library:field.sizes')}
        values={facets.data?.sizes ?? []}
        chosen={query.sizes}
        onChange={(sizes) => narrow({ sizes })}
      />
      <PriceChip />
      <Chip
        label={
          query.ratingAtLeast > 0
            ? t('library:filter.ratingAtLeast', { count: query.ratingAtLeast })
            : t('library:field.rating')
        }
        on={query.ratingAtLeast > 0}
      >
        <Rating
          value={query.ratingAtLeast}
          allowClear
          onChange={(ratingAtLeast) => narrow({ ratingAtLeast })}
          getSymbolLabel={(count) => t('library:stars', { count })}
        />
      </Chip>
      {(isNarrowed(query) || like) && (
        <>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => useLibrary.getState().clear()}
          >
            {t('library:filter.clear')}
          </Button>
          {!like && (
            <Button size="compact-xs" variant="subtle" color="gray" onClick={save}>
              {t('library:collection.saveSearch')}
            </Button>
          )}
        </>
      )}
    </>
  );
}

export function ImportMenu() {
  const { t } = useTranslation();
  const { choose, chooseFolder, loadDemo } = useImports();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button rightSection={<IconChevronDown size={14} aria-hidden />}>{t('library:import.title')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPhotoPlus size={16} aria-hidden />} onClick={() => void choose()}>
          {t('library:import.files')}
        </Menu.Item>
        <Menu.Item leftSection={<IconFolder size={16} aria-hidden />} onClick={() => void chooseFolder()}>
          {t('library:import.folder')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={loadDemo}>{t('library:empty.demo')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** What the trash is, and emptying it. */
export function TrashLine() {
  const { t } = useTranslation();
  const client = useClient();
  return (
    <div className={classes.line}>
      <span style={{ flex: 1 }}>{t('library:trash.about')}</span>
      <Button onClick={() => void confirmEmptyTrash(client).catch(notifyError)}>
        {t('library:trash.empty')}
      </Button>
    </div>
  );
}

export function FilterBar(props: { view: 'grid' | 'list'; onView: (view: 'grid' | 'list') => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const query = useLibrary((state) => state.query);
  const like = useLibrary((state) => state.like);
  const narrow = useLibrary((state) => state.narrow);
  const other = props.view === 'grid' ? 'list' : 'grid';
  const Direction = query.descending ? IconArrowDown : IconArrowUp;
  const direction = t(query.descending ? 'library:sort.descending' : 'library:sort.ascending');
  return (
    <div className={classes.filters} data-chrome>
      {query.trash && <TrashLine />}
      <div className={classes.line}>
        <Search />
        {!query.trash && (
          <Tooltip label={t('commands:library.findPicture')}>
            <ActionIcon
              aria-label={t('commands:library.findPicture')}
              onClick={() => choosePicture(client).catch(notifyError)}
            >
              <IconPhotoSearch size={18} />
            </ActionIcon>
          </Tooltip>
        )}
        <Select
          w={132}
          disabled={like !== undefined}
          aria-label={t('library:sort.label')}
          value={like ? 'relevance' : query.sort}
          onChange={(sort) => sort && narrow({ sort: sort as GarmentQuery['sort'] })}
          data={GARMENT_SORTS.map((value) => ({ value, label: t(`library:sort.${value}`) }))}
        />
        <Tooltip label={direction}>
          <ActionIcon
            aria-label={direction}
            disabled={like !== undefined || query.sort === 'relevance'}
            onClick={() => narrow({ descending: !query.descending })}
          >
            <Direction size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t(`library:view.${other}`)}>
          <ActionIcon aria-label={t(`library:view.${other}`)} onClick={() => props.onView(other)}>
            {other === 'list' ? <IconList size={18} /> : <IconLayoutGrid size={18} />}
          </ActionIcon>
        </Tooltip>
        {!query.trash && <ImportMenu />}
      </div>
      <SearchNote />
      <div className={classes.chips}>
        {like && <LikeChip like={like} />}
        {like && 'upload' in like && <Regions like={like} />}
        <Later>
          <Chips />
        </Later>
      </div>
    </div>
  );
}
