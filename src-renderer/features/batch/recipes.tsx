/** Recipes: the files that are made of every picture - kind, size, colours - one line each. */

import { ActionIcon, Button, Checkbox, NumberInput, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { WindowRecipeInput } from '../../../src-main/contract/calls/batches.ts';
import classes from './batch.module.css';

const FORMATS = ['jpeg', 'png', 'webp', 'tiff'] as const;
/** Files of one picture that can be set here. */
const MOST = 4;

export function Recipes(props: {
  recipes: readonly WindowRecipeInput[];
  onChange: (recipes: WindowRecipeInput[]) => void;
}) {
  const { t } = useTranslation();
  const { recipes, onChange } = props;
  const [{ keepExif = true, keepGps = false }] = recipes;
  const set = (at: number, part: Partial<WindowRecipeInput>) =>
    onChange(recipes.map((recipe, index) => (index === at ? { ...recipe, ...part } : recipe)));
  const setAll = (part: Partial<WindowRecipeInput>) =>
    onChange(recipes.map((recipe) => ({ ...recipe, ...part })));
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
          onClick={() => onChange([...recipes, { format: 'jpeg', longest: 2048, keepExif, keepGps }])}
        >
          {t('batch:recipe.add')}
        </Button>
      </div>
      {recipes.map(({ format = 'jpeg', longest, profile = 'photo' }, at) => (
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
        </div>
      ))}
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
