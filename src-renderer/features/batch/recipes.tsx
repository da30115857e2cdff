/** Recipes: the files that are made of every picture - kind, size, colours, quality - and what all of them are signed with. */

import { ActionIcon, Button, Checkbox, NumberInput, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { WindowRecipeInput } from '../../../src-main/contract/calls/batches.ts';
import { DraftText } from '../../ui/fields.tsx';
import classes from './batch.module.css';

const FORMATS = ['jpeg', 'png', 'webp', 'tiff'] as const;
const SHARPENING = ['none', 'screen', 'print'] as const;
const SHARPENING_WORDS = {
  none: 'batch:recipe.notSharpened',
  screen: 'batch:recipe.forScreen',
  print: 'batch:recipe.forPrint',
} as const;
const WATERMARK_PLACES = ['bottom-right', 'bottom-left', 'top-right', 'top-left', 'centre'] as const;
const PLACE_WORDS = {
  'bottom-right': 'batch:recipe.bottomRight',
  'bottom-left': 'batch:recipe.bottomLeft',
  'top-right': 'batch:recipe.topRight',
  'top-left': 'batch:recipe.topLeft',
  centre: 'batch:recipe.centre',
} as const;
/** Files of one picture that can be set here. */
const MOST = 4;

export function Recipes(props: {
  recipes: readonly WindowRecipeInput[];
  onChange: (recipes: WindowRecipeInput[]) => void;
}) {
  const { t } = useTranslation();
  const { recipes, onChange } = props;
  const [{ keepExif = true, keepGps = false, watermark, creator, copyright }] = recipes;
  const shared = {
    ...{ keepExif, keepGps },
    ...(watermark ? { watermark } : {}),
    ...(creator ? { creator } : {}),
    ...(copyright ? { copyright } : {}),
  };
  const set = (at: number, part: Partial<WindowRecipeInput>) =>
    onChange(recipes.map((recipe, index) => (index === at ? { ...recipe, ...part } : recipe)));
  const setAll = (part: Partial<WindowRecipeInput>) =>
    onChange(recipes.map((recipe) => ({ ...recipe, ...part })));
  /** What is left empty is left out. */
  const signAll = (field: 'creator' | 'copyright' | 'watermark', value: unknown) =>
    onChange(
      recipes.map((recipe) => {
        const { [field]: _, ...rest } = recipe;
        return value ? ({ ...rest, [field]: value } as WindowRecipeInput) : rest;
      }),
    );
  return (
    <section className={classes.part} aria-label={t('batch:recipe.title')}>
      <div className={classes.partHead}>
        <h3>{t('batch:recipe.title')}</h3>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconPlus size={13} aria-hidden />}
          disabled={recipes.length >= MOST}
          onClick={() =>
            onChange([...recipes, { format: 'jpeg', longest: 2048, sharpen: 'screen', ...shared }])
          }
        >
          {t('batch:recipe.add')}
        </Button>
      </div>
      {recipes.map(({ format = 'jpeg', longest, profile = 'photo', quality = 92, sharpen = 'none' }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <div key={at} className={classes.recipe}>
          <Select
            aria-label={t('studio:export.format')}
            value={format}
            data={FORMATS.map((value) => ({ value, label: value.toUpperCase() }))}
            onChange={(value) => set(at, { format: (value ?? 'jpeg') as typeof format })}
          />
          <NumberInput
            aria-label={t('studio:export.longest')}
            placeholder={t('batch:recipe.full')}
            hideControls
            min={64}
            max={20_000}
            allowDecimal={false}
            clampBehavior="blur"
            value={longest ?? ''}
            onBlur={(event) => {
              const value = Number.parseInt(event.currentTarget.value, 10);
              const { longest: _, ...rest } = recipes[at];
              const next = Number.isFinite(value)
                ? { ...rest, longest: Math.min(20_000, Math.max(64, value)) }
                : rest;
              onChange(recipes.map((recipe, index) => (index === at ? next : recipe)));
            }}
          />
          {recipes.length > 1 && (
            <ActionIcon
              aria-label={t('batch:recipe.remove')}
              onClick={() => onChange(recipes.filter((_, index) => index !== at))}
            >
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          )}
          <Select
            className={classes.profile}
            aria-label={t('studio:export.profile')}
            value={profile}
            data={[
              { value: 'photo', label: t('batch:recipe.ownColours') },
              { value: 'srgb', label: 'sRGB' },
              { value: 'display-p3', label: 'Display P3' },
              { value: 'adobe-rgb', label: 'Adobe RGB' },
            ]}
            onChange={(value) => set(at, { profile: (value ?? 'photo') as typeof profile })}
          />
          <NumberInput
            className={classes.quality}
            aria-label={t('studio:export.quality')}
            title={t('studio:export.quality')}
            disabled={format !== 'jpeg' && format !== 'webp'}
            suffix=" %"
            hideControls
            min={1}
            max={100}
            allowDecimal={false}
            clampBehavior="blur"
            value={format === 'jpeg' || format === 'webp' ? quality : ''}
            onBlur={(event) => {
              const value = Number.parseInt(event.currentTarget.value, 10);
              if (Number.isFinite(value)) set(at, { quality: Math.min(100, Math.max(1, value)) });
            }}
          />
          <Select
            className={classes.sharpen}
            aria-label={t('batch:recipe.sharpen')}
            value={sharpen}
            data={SHARPENING.map((value) => ({ value, label: t(SHARPENING_WORDS[value]) }))}
            onChange={(value) => set(at, { sharpen: (value ?? 'none') as typeof sharpen })}
          />
        </div>
      ))}
      <DraftText
        label={t('batch:recipe.watermark')}
        placeholder={t('batch:recipe.watermarkHint')}
        maxLength={120}
        value={watermark?.text ?? ''}
        onGive={(text) => signAll('watermark', text.trim() && { ...watermark, text: text.trim() })}
      />
      {watermark && (
        <Select
          aria-label={t('batch:recipe.place')}
          value={watermark.place ?? 'bottom-right'}
          data={WATERMARK_PLACES.map((value) => ({ value, label: t(PLACE_WORDS[value]) }))}
          onChange={(place) => place && signAll('watermark', { ...watermark, place })}
        />
      )}
      <DraftText
        label={t('batch:recipe.creator')}
        placeholder={t('batch:recipe.asInPhoto')}
        maxLength={200}
        value={creator ?? ''}
        onGive={(value) => signAll('creator', value.trim())}
      />
      <DraftText
        label={t('batch:recipe.copyright')}
        placeholder={t('batch:recipe.asInPhoto')}
        maxLength={300}
        value={copyright ?? ''}
        onGive={(value) => signAll('copyright', value.trim())}
      />
      <div className={classes.meta}>
        <Checkbox
          label={t('studio:export.exif')}
          checked={keepExif}
          onChange={(event) => setAll({ keepExif: event.currentTarget.checked })}
        />
        <Checkbox
          label={t('studio:export.gps')}
          disabled={!keepExif}
          checked={keepExif && keepGps}
          onChange={(event) => setAll({ keepGps: event.currentTarget.checked })}
        />
      </div>
    </section>
  );
}
