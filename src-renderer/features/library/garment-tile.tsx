/**
 * One garment in the grid or the list: its picture and what tells it apart. Hundreds come and go while a library is scrolled,
 * so that an option has no hooks, few elements, and is drawn anew only when something of its own changes.
 */

import { IconFlag3Filled, IconRefresh, IconX } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { type CSSProperties, memo } from 'react';
import type { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import { money } from '../../../src-main/contract/money.ts';
import { CATEGORIES } from '../../../src-main/contract/names.ts';

import classes from './library.module.css';

/** What options say, translated once for all of them. */
export interface OptionWords {
  language: string;
  loading: string;
  missed: string;
  /** By the number of stars. */
  stars: readonly string[];
  flags: Readonly<Record<'pick' | 'reject', string>>;
  categories: Readonly<Record<string, string>>;
}

export const optionWords = (t: TFunction, language: string): OptionWords => ({
  language,
  loading: t('common:loading'),
  missed: t('library:missed'),
  stars: [0, 1, 2, 3, 4, 5].map((count) => t('library:stars', { count })),
  flags: { pick: t('library:flag.pick'), reject: t('library:flag.reject') },
  categories: Object.fromEntries(CATEGORIES.map((name) => [name, t(`library:category.${name}`)])),
});

/** Tabler's filled star from `x`, in a square of 24. */
const star = (x: number): string =>
  `M${8.243 + x} 7.34l-6.38 .925l-.113 .023a1 1 0 0 0 -.44 1.684l4.622 4.499l-1.09 6.355l-.013 .11a1 1 0 0 0 1.464 .944l5.706 -3l5.693 3l.1 .046a1 1 0 0 0 1.352 -1.1l-1.091 -6.355l4.624 -4.5l.078 -.085a1 1 0 0 0 -.633 -1.62l-6.38 -.926l-2.852 -5.78a1 1 0 0 0 -1.794 0l-2.853 5.78z`;
/** Width of a star with the room after it, of 24. */
const STEP = 26.4;
const STARS = [0, 1, 2, 3, 4, 5].map((count) =>
  Array.from({ length: count }, (_, k) => star(k * STEP)).join(''),
);

function Stars({ rating, words }: { rating: number; words: OptionWords }) {
  if (rating === 0) return null;
  return (
    <svg
      className={classes.stars}
      role="img"
      aria-label={words.stars[rating]}
      width={rating * 11}
      height={10}
      viewBox={`0 0 ${rating * STEP} 24`}
      fill="currentColor"
    >
      <path d={STARS[rating]} />
    </svg>
  );
}

function Flag({ flag, words }: { flag: CatalogGarment['flag']; words: OptionWords }) {
  if (flag === 'none') return null;
  const Icon = flag === 'pick' ? IconFlag3Filled : IconX;
  return (
    <span className={classes.flag} data-flag={flag} role="img" aria-label={words.flags[flag]}>
      <Icon size={12} stroke={2.5} aria-hidden />
    </span>
  );
}

interface GarmentProps {
  garment: CatalogGarment;
  words: OptionWords;
  /** Address of the picture; undefined while it would only rush by. */
  picture: string | undefined;
}

const price = ({ price, currency }: CatalogGarment, { language }: OptionWords): string | undefined =>
  price === undefined ? undefined : money(price, currency, language);

function Tile({ garment, words, picture }: GarmentProps) {
  return (
    <>
      <div className={classes.picture} data-rejected={garment.flag === 'reject' || undefined}>
        {picture && <img src={picture} alt="" draggable={false} decoding="async" />}
        <Flag flag={garment.flag} words={words} />
      </div>
      <div className={classes.words}>
        <div className={classes.name}>{garment.name || garment.fileName}</div>
        <div className={classes.sub}>
          <span className={classes.brand}>{garment.brand}</span>
          <Stars rating={garment.rating} words={words} />
          <span className={classes.price}>{price(garment, words)}</span>
        </div>
      </div>
    </>
  );
}

function Line({ garment, words, picture }: GarmentProps) {
  return (
    <>
      {picture ? (
        <img
          className={classes.listPicture}
          src={picture}
          alt=""
          draggable={false}
          decoding="async"
          data-rejected={garment.flag === 'reject' || undefined}
        />
      ) : (
        <span className={classes.listPicture} />
      )}
      <span className={classes.listName}>{garment.name || garment.fileName}</span>
      <span className={classes.listCell}>{garment.brand}</span>
      <span className={classes.listCell} data-cell="category">
        {garment.category && words.categories[garment.category]}
      </span>
      <span className={classes.listCell} data-cell="season">
        {garment.season}
      </span>
      <span className={classes.listCell} data-cell="sku">
        {garment.sku}
      </span>
      <span className={classes.listEnd}>
        <Stars rating={garment.rating} words={words} />
        <Flag flag={garment.flag} words={words} />
        <span className={classes.listPrice}>{price(garment, words)}</span>
      </span>
    </>
  );
}

export const optionId = (id: string): string => `garment-${id}`;

interface OptionProps extends Omit<GarmentProps, 'garment'> {
  id: string;
  /** Undefined while the record is on its way. */
  garment: CatalogGarment | undefined;
  /** The record could not be read. */
  missed: boolean;
  view: 'grid' | 'list';
  /** What stands for the picture until it is there, sRGB #rrggbb. */
  colour: string | undefined;
  /** Pixels. */
  width: number;
  height: number;
  selected: boolean;
  focused: boolean;
  /** Place in the whole list, from 1, and its length. */
  place: number;
  count: number;
}

const colouredBox = ({ width, height, colour }: OptionProps): CSSProperties =>
  colour === undefined ? { width, height } : ({ width, height, '--garment-colour': colour } as CSSProperties);

/** An option of the list; the list hears its pointer and its keys, and finds it by `data-garment`. */
export const GarmentOption = memo(function GarmentOption(props: OptionProps) {
  const { id, garment, view, words, picture } = props;
  const missed = props.missed && !garment;
  const Inside = view === 'list' ? Line : Tile;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
    <div
      id={optionId(id)}
      role="option"
      aria-selected={props.selected}
      aria-setsize={props.count}
      aria-posinset={props.place}
      aria-label={garment ? undefined : missed ? words.missed : words.loading}
      data-missed={missed || undefined}
      data-garment={id}
      data-focus={props.focused || undefined}
      className={view === 'list' ? classes.listItem : classes.tile}
      style={colouredBox(props)}
      draggable
    >
      {garment ? (
        <Inside garment={garment} words={words} picture={picture} />
      ) : (
        <>
          {view === 'list' && <span className={classes.listPicture} />}
          {missed && (
            <span className={classes.missed}>
              <IconRefresh size={view === 'list' ? 14 : 20} aria-hidden />
              {words.missed}
            </span>
          )}
        </>
      )}
    </div>
  );
});
