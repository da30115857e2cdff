/** Fit panel: how the chosen garment fits in a size, which size to take and why, where it ends, and what it is made of. */

import { Button, Collapse, Select, Switch, Tooltip } from '@mantine/core';
import {
  IconDeviceFloppy,
  IconInfoCircle,
  IconNeedleThread,
  IconPhoto,
  IconRulerMeasure,
  IconStarFilled,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LookLayer } from '../../../../src-main/contract/catalog/look.ts';
import { MATERIAL_NAMES } from '../../../../src-main/contract/names.ts';
import { told } from '../../../../src-main/contract/told.ts';
import { useSettings } from '../../../app/settings.ts';
import { runCommand } from '../../../commands/registry.ts';
import { capital, fromCm } from '../../../ui/format.ts';
import { setMaterial, setSize } from '../../studio/logic/document-edits.ts';
import { useStudio } from '../../studio/state/store.ts';
import { useGarmentName, useSession } from '../../studio/view/hooks.ts';
import { hemSide, notesOf, type ShownFit, shownFit } from '../logic/fit.ts';
import type { DressedGarment, Material } from '../logic/outfit.ts';
import { useComparing } from '../state/comparing.ts';
import { useDressing } from '../state/dressing.ts';
import { usePattern } from '../state/pattern.ts';
import { Colourway } from './colourway.tsx';
import { ComparePanel } from './compare-panel.tsx';
import classes from './dressing.module.css';
import { useOutfit } from './use-figure.ts';
import { VerdictMark } from './verdict-mark.tsx';

export function FitPanel() {
  const { t } = useTranslation();
  const { worn } = useOutfit();
  const layerId = useStudio((state) => state.layerId);
  const dressed = useDressing((state) => state.dressed);
  const other = useComparing((state) => state.other?.garmentId);
  const nameOf = useGarmentName();
  const layer = worn.find(({ id }) => id === layerId) ?? worn.at(-1);
  if (!layer) return <p className={classes.quiet}>{t('preview3d:fit.nothing')}</p>;
  const fit = shownFit(dressed, layer);
  const name = nameOf(layer.garmentId);
  return (
    <div className={classes.fit} data-fit={layer.garmentId}>
      <FitMapSwitch />
      <h3 className={classes.name}>{name}</h3>
      {fit ? (
        <>
          <Method garment={fit.garment} />
          <Sizes fit={fit} layerId={layer.id} name={name} />
          <ComparePanel fit={fit} />
          {other !== layer.garmentId && <Zones fit={fit} />}
          <Length fit={fit} />
          <PatternButton />
          <Fabric garment={fit.garment} layer={layer} name={name} />
          <Colourway layer={layer} name={name} />
          <Notes garment={fit.garment} />
          <SaveView />
        </>
      ) : (
        <p className={classes.quiet}>{t('preview3d:fit.waiting')}</p>
      )}
    </div>
  );
}

/** Opens what makes files of the view. */
function SaveView() {
  const { t } = useTranslation();
  return (
    <Button
      fullWidth
      variant="default"
      leftSection={<IconDeviceFloppy size={16} aria-hidden />}
      onClick={() => runCommand('preview3d.save')}
    >
      {t('preview3d:save.open')}
    </Button>
  );
}

/** Opens the flat pieces beside the figure. */
function PatternButton() {
  const { t } = useTranslation();
  const open = usePattern((state) => state.open);
  return (
    <Button
      fullWidth
      variant="default"
      aria-pressed={open}
      leftSection={<IconRulerMeasure size={16} aria-hidden />}
      onClick={() => usePattern.setState({ open: !open })}
    >
      {t(open ? 'preview3d:pattern.hide' : 'preview3d:pattern.show')}
    </Button>
  );
}

function FitMapSwitch() {
  const { t } = useTranslation();
  const on = useDressing((state) => state.fitMap);
  return (
    <Switch
      label={t('preview3d:map.show')}
      checked={on}
      onChange={(event) => useDressing.setState({ fitMap: event.currentTarget.checked })}
    />
  );
}

/** How the garment came to be; why it was not sewn is a detail in the core's own words. */
function Method({ garment: { method, because } }: { garment: DressedGarment }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.method} data-method={method}>
      <p>
        {method === 'sewn' ? <IconNeedleThread size={14} aria-hidden /> : <IconPhoto size={14} aria-hidden />}
        <span>{t(`preview3d:fit.method.${method}`)}</span>
      </p>
      {because && (
        <>
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {t('preview3d:fit.why')}
          </Button>
          <Collapse expanded={open}>
            <p className={classes.quiet}>{told(t, because)}</p>
          </Collapse>
        </>
      )}
    </div>
  );
}

function Sizes({ fit, layerId, name }: { fit: ShownFit; layerId: string; name: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const { garment, size } = fit;
  const { recommendation } = garment;
  return (
    <div>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that are chosen one at a time, no fields of a form */}
      <div className={classes.sizes} role="group" aria-label={t('studio:layers.size')}>
        {garment.sizes.map(({ size: label }) => {
          const best = label === recommendation.size;
          return (
            <Tooltip key={label} label={t('preview3d:fit.recommended', { size: label })} disabled={!best}>
              <button
                type="button"
                className={classes.size}
                aria-pressed={label === size.size}
                aria-label={best ? t('preview3d:fit.recommended', { size: label }) : label}
                data-best={best || undefined}
                onClick={() => session.commit(setSize(layerId, label, name))}
              >
                {label}
                {best && <IconStarFilled size={9} aria-hidden />}
              </button>
            </Tooltip>
          );
        })}
      </div>
      <ul className={classes.advice}>
        {recommendation.reasons.map((reason) => (
          <li key={reason.text}>{told(t, reason)}</li>
        ))}
      </ul>
    </div>
  );
}

function Zones({ fit: { zones, waiting, size } }: { fit: ShownFit }) {
  const { t, i18n } = useTranslation();
  const units = useSettings((state) => state.settings.units);
  const ease = (cm: number) =>
    new Intl.NumberFormat(i18n.language, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
      signDisplay: 'exceptZero',
    }).format(fromCm(cm, units));
  if (zones.length === 0) return null;
  return (
    <table className={classes.zones} data-size={size.size} data-waiting={waiting || undefined}>
      <caption>{t('preview3d:fit.table', { size: size.size })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('preview3d:fit.zone')}</th>
          <th scope="col">{t('preview3d:fit.ease', { unit: t(`settings:units.${units}`) })}</th>
          <th scope="col">{t('preview3d:fit.verdict')}</th>
        </tr>
      </thead>
      <tbody>
        {zones.map(({ zone, easeCm, verdict }) => (
          <tr key={zone} data-zone={zone}>
            <th scope="row">{t(`preview3d:zone.${zone}`)}</th>
            <td>{ease(easeCm)}</td>
            <td>
              <VerdictMark verdict={verdict} words={t(`preview3d:verdict.${verdict}`)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where it ends on this body, of the size on show. */
function Length({ fit: { garment, waiting, length } }: { fit: ShownFit }) {
  const { t, i18n } = useTranslation();
  const units = useSettings((state) => state.settings.units);
  const by = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: units === 'cm' ? 0 : 1 }).format(
    fromCm(Math.abs(garment.hem.belowCm), units),
  );
  return (
    <dl className={classes.facts} data-waiting={waiting || undefined}>
      <dt>{t('preview3d:fit.length')}</dt>
      <dd>
        {t(`preview3d:hem.${hemSide(garment.hem)}`, {
          by,
          unit: t(`settings:units.${units}`),
          place: t(`preview3d:place.${garment.hem.place}`),
        })}
        {length && !waiting && (
          <VerdictMark verdict={length} words={t(`preview3d:lengthVerdict.${length}`)} />
        )}
      </dd>
    </dl>
  );
}

/** Fabrics change how a garment falls and how much it gives; the choice is the layer's. */
function Fabric(props: { garment: DressedGarment; layer: LookLayer; name: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const { material, reasons } = props.garment;
  const { id, material: chosen, locked } = props.layer;
  const assumed = reasons.some(({ code }) => code === 'fabric-assumed');
  const label = (name: Material): string => capital(t(`told:material.${name}`));
  const auto = chosen
    ? t('preview3d:fit.fabricAuto')
    : assumed
      ? t('preview3d:fit.fabricAssumed', { material: label(material) })
      : label(material);
  const choose = (value: string) =>
    session.commit(setMaterial(id, value ? (value as Material) : undefined, props.name));
  return (
    <Select
      label={t('preview3d:fit.fabric')}
      disabled={locked}
      value={chosen ?? ''}
      onChange={(value) => choose(value ?? '')}
      allowDeselect={false}
      data={[{ value: '', label: auto }, ...MATERIAL_NAMES.map((value) => ({ value, label: label(value) }))]}
    />
  );
}

function Notes({ garment }: { garment: DressedGarment }) {
  const { t } = useTranslation();
  const notes = notesOf(garment);
  return (
    <div className={classes.notes}>
      {notes.map((note) => (
        <p key={note.text}>
          <IconInfoCircle size={14} aria-hidden /> <span>{told(t, note)}</span>
        </p>
      ))}
    </div>
  );
}
