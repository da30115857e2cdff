/** Compare panel: a garment in two sizes, their room side by side, and which one suits better. */

import { Button, Progress } from '@mantine/core';
import { IconColumns, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { useSettings } from '../../../app/settings.ts';
import { useClient } from '../../../client/context.tsx';
import { runCommand } from '../../../commands/registry.ts';
import { ErrorView } from '../../../ui/error-view.tsx';
import { fromCm } from '../../../ui/format.ts';
import { type Better, type Comparison, compareSizes, sizeBeside } from '../logic/compare-sizes.ts';
import type { ShownFit } from '../logic/fit.ts';
import { compareWith, comparingOf, useComparing } from '../state/comparing.ts';
import classes from './compare.module.css';
import dressing from './dressing.module.css';
import { useShownFit } from './use-compare.ts';
import { VerdictMark } from './verdict-mark.tsx';

/** A way to begin, and while it lasts the two sizes. */
export function ComparePanel({ fit }: { fit: ShownFit }) {
  const { t } = useTranslation();
  const other = useComparing((state) => state.other);
  const { garment, size } = fit;
  if (!sizeBeside(garment, size.size)) return null;
  const compared = other?.garmentId === garment.garmentId ? other.size : undefined;
  if (compared === undefined)
    return (
      <Button
        fullWidth
        variant="default"
        leftSection={<IconColumns size={16} aria-hidden />}
        onClick={() =>
          other
            ? compareWith(garment.garmentId, sizeBeside(garment, size.size)!)
            : runCommand('preview3d.compare')
        }
      >
        {t('preview3d:compare.start')}
      </Button>
    );
  return <Compared fit={fit} other={compared} />;
}

function Compared({ fit: { garment, size }, other }: { fit: ShownFit; other: string }) {
  const { t } = useTranslation();
  const comparison = compareSizes(garment, size.size, other);
  return (
    <section className={classes.compared} aria-label={t('preview3d:compare.title')} data-compare>
      <div className={classes.head}>
        <h4>{t('preview3d:compare.title')}</h4>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconX size={13} aria-hidden />}
          onClick={() => runCommand('preview3d.compare')}
        >
          {t('preview3d:compare.end')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that are chosen one at a time, no fields of a form */}
      <div className={dressing.sizes} role="group" aria-label={t('preview3d:compare.beside')}>
        {garment.sizes
          .filter((one) => one.size !== size.size)
          .map(({ size: label }) => (
            <button
              key={label}
              type="button"
              className={dressing.size}
              aria-pressed={label === other}
              onClick={() => compareWith(garment.garmentId, label)}
            >
              {label}
            </button>
          ))}
      </div>
      <Sewing />
      {comparison ? (
        <>
          <p className={classes.words} data-better={comparison.better?.size ?? ''}>
            <BetterWords better={comparison.better} />
          </p>
          <Table comparison={comparison} />
        </>
      ) : (
        <p className={dressing.quiet}>{t('preview3d:compare.same')}</p>
      )}
    </section>
  );
}

/** The second figure on its way. */
function Sewing() {
  const { t } = useTranslation();
  const comparing = comparingOf(useClient());
  const { making, error } = useComparing(useShallow(({ making, error }) => ({ making, error })));
  if (error !== undefined) return <ErrorView compact error={error} onRetry={() => comparing.again()} />;
  if (!making) return null;
  return <Progress value={making.fraction * 100} aria-label={t('preview3d:compare.sewing')} />;
}

function BetterWords({ better }: { better: Better | undefined }) {
  const { t } = useTranslation();
  if (!better) return t('preview3d:compare.alike');
  const { size, other, because } = better;
  return t(`preview3d:compare.better.${because.kind}`, {
    size,
    other,
    // in the middle of a sentence
    zone: 'zone' in because ? t(`preview3d:zone.${because.zone}`).toLowerCase() : '',
  });
}

function Table({ comparison: { a, b, zones } }: { comparison: Comparison }) {
  const { t, i18n } = useTranslation();
  const units = useSettings((state) => state.settings.units);
  const format = new Intl.NumberFormat(i18n.language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  const room = (cm: number | undefined) => (cm === undefined ? '–' : format.format(fromCm(cm, units)));
  return (
    <table className={classes.table}>
      <caption>{t('preview3d:compare.table', { unit: t(`settings:units.${units}`) })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('preview3d:fit.zone')}</th>
          <th scope="col">{a.size}</th>
          <th scope="col">{b.size}</th>
          <th scope="col">{t('preview3d:compare.difference')}</th>
        </tr>
      </thead>
      <tbody>
        {zones.map(({ zone, a, b, moreCm, turns }) => (
          <tr key={zone} data-zone={zone} data-turns={turns || undefined}>
            <th scope="row">{t(`preview3d:zone.${zone}`)}</th>
            {[a, b].map((one, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: always these two
              <td key={i}>
                {room(one?.easeCm)}
                {one && <VerdictMark verdict={one.verdict} words={t(`preview3d:verdict.${one.verdict}`)} />}
              </td>
            ))}
            <td className={classes.more}>{room(moreCm)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Which figure wears what, over the scene. */
export function CompareCaption() {
  const { t } = useTranslation();
  const sizes = useComparedSizes();
  if (!sizes) return null;
  return (
    <p className={classes.caption} data-compare-caption>
      <span>{t('preview3d:compare.left', { size: sizes[0] })}</span>
      <span>{t('preview3d:compare.right', { size: sizes[1] })}</span>
    </p>
  );
}

/** Sizes of the left and the right figure in words; nothing where there is one figure. */
export function useComparedSizes(): [string, string] | undefined {
  const { t } = useTranslation();
  const fit = useShownFit();
  const other = useComparing((state) => state.other);
  if (!other || fit?.garment.garmentId !== other.garmentId) return undefined;
  const named = (size: string) =>
    size === fit.garment.recommendation.size ? t('preview3d:fit.recommended', { size }) : size;
  return [named(fit.size.size), named(other.size)];
}
