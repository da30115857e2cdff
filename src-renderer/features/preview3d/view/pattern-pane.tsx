/** Pattern pane: the flat pieces of the chosen garment beside the figure, with its picture, its seams and handles on them. */

import { Button, CloseButton, Loader, Switch } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LookLayer } from '../../../../src-main/contract/catalog/look.ts';
import { useSettings } from '../../../app/settings.ts';
import { useClient } from '../../../client/context.tsx';
import { ErrorView } from '../../../ui/error-view.tsx';
import { DraftNumber } from '../../../ui/fields.tsx';
import { fromCm, toCm } from '../../../ui/format.ts';
import { useGarmentName } from '../../studio/view/hooks.ts';
import { type Handle, handlesOf, moved, type SeamKind, shifted, shiftOf, unmoved } from '../logic/pattern.ts';
import { type DrawnPattern, usePattern } from '../state/pattern.ts';
import classes from './pattern.module.css';
import { PatternHandle, useHandleName } from './pattern-handle.tsx';
import { useAlterations, useChosenGarment, useDrawnPattern } from './use-pattern.ts';

/** Seams that have a name in the legend; the others are lines. */
const COLOURED: readonly SeamKind[] = [
  'neckline',
  'shoulder',
  'sleeve',
  'underarm',
  'side',
  'waist',
  'rise',
  'inseam',
  'front',
  'hem',
];

export function PatternPane({ visible }: { visible: boolean }) {
  const { t } = useTranslation();
  useDrawnPattern(visible);
  const open = usePattern((state) => state.open);
  const drawn = usePattern((state) => state.drawn);
  const error = usePattern((state) => state.error);
  const { layer, garment } = useChosenGarment();
  const nameOf = useGarmentName();
  if (!open) return null;
  const name = layer ? nameOf(layer.garmentId) : '';
  const mine = drawn && drawn.layerId === layer?.id ? drawn : undefined;
  return (
    <section
      className={classes.pane}
      aria-label={t('preview3d:pattern.title')}
      data-pattern={layer?.garmentId}
    >
      <header className={classes.head}>
        <h3>{name ? t('preview3d:pattern.of', { name }) : t('preview3d:pattern.title')}</h3>
        <CloseButton
          size={26}
          aria-label={t('preview3d:pattern.close')}
          onClick={() => usePattern.setState({ open: false })}
        />
      </header>
      {layer && mine && <Sheet layer={layer} drawn={mine} />}
      {!mine && error === undefined && (
        <div className={classes.empty} role="status">
          {!layer || garment?.method === 'projected' ? (
            <p>{t(layer ? 'preview3d:pattern.projected' : 'preview3d:fit.nothing')}</p>
          ) : (
            <Loader size={22} role="img" aria-label={t('preview3d:pattern.drawing')} />
          )}
        </div>
      )}
      {error !== undefined && <ErrorView compact error={error} />}
    </section>
  );
}

function Sheet({ layer, drawn }: { layer: LookLayer; drawn: DrawnPattern }) {
  const { t } = useTranslation();
  const client = useClient();
  const { pattern, alterations } = drawn;
  const { now, ...change } = useAlterations(layer);
  const symmetric = usePattern((state) => state.symmetric);
  const chosen = usePattern((state) => state.chosen);
  const { ref, width, height } = useElementSize();
  const handles = useMemo(() => handlesOf(pattern), [pattern]);
  const panels = useMemo(
    () => pattern.panels.map((panel) => shifted(panel, pattern, alterations, now)),
    [pattern, alterations, now],
  );
  const kinds = COLOURED.filter((kind) =>
    panels.some(({ seams }) => seams.some((seam) => seam.kind === kind)),
  );
  const scale = Math.max(0.1, Math.min(width / pattern.width, height / pattern.height));
  const size = { width: pattern.width * scale, height: pattern.height * scale };
  const handle = handles.find(({ id }) => id === chosen);
  return (
    <>
      <div ref={ref} className={classes.room}>
        <div className={classes.sheet} style={size}>
          <img src={client.pictureUrl(pattern.picture)} alt="" draggable={false} />
          <svg viewBox={`0 0 ${pattern.width} ${pattern.height}`} aria-hidden>
            {panels.flatMap((panel) =>
              panel.seams.map(({ name, kind, points }) => (
                <polyline
                  key={`${panel.name} ${name}`}
                  data-seam={kind}
                  points={points.join(' ')}
                  vectorEffect="non-scaling-stroke"
                />
              )),
            )}
          </svg>
          {handles.map((one) => (
            <PatternHandle
              key={one.id}
              handle={one}
              drawn={drawn}
              now={now}
              scale={scale}
              locked={layer.locked}
              {...change}
            />
          ))}
        </div>
      </div>
      <ul className={classes.legend} aria-label={t('preview3d:pattern.seams')}>
        {kinds.map((kind) => (
          <li key={kind} data-seam={kind}>
            <i aria-hidden />
            {t(`preview3d:pattern.seam.${kind}`)}
          </li>
        ))}
      </ul>
      <footer className={classes.foot}>
        {layer.colourway && (
          <p className={classes.hint}>
            <IconInfoCircle size={14} aria-hidden /> {t('preview3d:pattern.recoloured')}
          </p>
        )}
        {handle ? (
          <Numbers handle={handle} layer={layer} />
        ) : (
          <p className={classes.hint}>
            <IconInfoCircle size={14} aria-hidden /> {t('preview3d:pattern.hint')}
          </p>
        )}
        <div className={classes.actions}>
          <Switch
            label={t('preview3d:pattern.symmetric')}
            checked={symmetric}
            onChange={(event) => usePattern.setState({ symmetric: event.currentTarget.checked })}
          />
          <Button
            size="compact-sm"
            variant="default"
            disabled={layer.locked || Object.keys(now).length === 0}
            onClick={() => change.commit({})}
          >
            {t('preview3d:pattern.resetAll')}
          </Button>
        </div>
      </footer>
    </>
  );
}

/** How far the chosen handle was moved, to be read and typed. */
function Numbers({ handle, layer }: { handle: Handle; layer: LookLayer }) {
  const { t } = useTranslation();
  const units = useSettings((state) => state.settings.units);
  const symmetric = usePattern((state) => state.symmetric);
  const { now, commit } = useAlterations(layer);
  const shift = shiftOf(now, handle);
  const name = useHandleName()(handle);
  const unit = t(`settings:units.${units}`);
  const give = (way: 'out' | 'down', value: number | undefined) => {
    const by = toCm(value ?? 0, units) - shift[way];
    commit(moved(now, handle, { out: 0, down: 0, [way]: by }, !symmetric));
  };
  const cuff = handle.id.startsWith('cuff');
  return (
    <div className={classes.numbers}>
      <strong>{name}</strong>
      {(['out', 'down'] as const).map((way) =>
        handle.ways === (way === 'out' ? 'down' : 'out') ? null : (
          <DraftNumber
            key={way}
            size="xs"
            label={t(`preview3d:pattern.${cuff ? 'cuffWay' : 'way'}.${way}`, { unit })}
            value={Math.round(fromCm(shift[way], units) * 10) / 10}
            step={units === 'cm' ? 0.5 : 0.2}
            decimalScale={1}
            disabled={layer.locked}
            onGive={(value) => give(way, value)}
          />
        ),
      )}
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        disabled={layer.locked || (shift.out === 0 && shift.down === 0)}
        onClick={() => commit(unmoved(now, handle.points, !symmetric))}
      >
        {t('preview3d:pattern.reset')}
      </Button>
    </div>
  );
}
