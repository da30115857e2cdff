/** Body panel: measures of the body in the 3D view, typed, dragged, or as the photo tells them. */

import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { useSettings } from '../../../app/settings.ts';
import { useClient } from '../../../client/context.tsx';
import { ErrorView } from '../../../ui/error-view.tsx';
import { fromCm, fromKg, toCm, toKg } from '../../../ui/format.ts';
import {
  AGE,
  type BodyChange,
  MEASURE_FIELDS,
  type MeasureField,
  type Sex,
  UNTOLD_AGE,
} from '../logic/known-body.ts';
import { previewOf } from '../state/session.ts';
import { shownBody, usePreview } from '../state/store.ts';
import { FromPhoto } from './from-photo.tsx';
import { MeasureRow } from './measure-row.tsx';
import classes from './preview.module.css';

export function BodyPanel() {
  const { t } = useTranslation();
  const session = previewOf(useClient());
  const { name, error } = usePreview(useShallow(({ client, error }) => ({ name: client?.name, error })));
  // not the whole body, which is another one each time while a slider is dragged
  const { sex, ageYears } = usePreview(
    useShallow((state) => {
      const { sex, ageYears } = shownBody(state);
      return { sex, ageYears };
    }),
  );
  const age = (value: number | undefined): BodyChange => ({
    ageYears: value === undefined ? undefined : Math.round(value),
  });
  return (
    <div className={classes.panel}>
      <p className={classes.owner}>
        {name ? t('preview3d:owner.client', { name }) : t('preview3d:owner.photo')}
      </p>
      <div className={classes.sex}>
        <SegmentedControl
          fullWidth
          aria-label={t('clients:field.sex')}
          value={sex ?? ''}
          data={(['female', 'male'] as const).map((value) => ({ value, label: t(`clients:sex.${value}`) }))}
          onChange={(value) => session.commit({ sex: value as Sex })}
        />
        {sex === undefined && <p className={classes.quiet}>{t('preview3d:sexUntold')}</p>}
      </div>
      <MeasureRow
        id="ageYears"
        label={t('preview3d:age')}
        unit={t('preview3d:years')}
        {...AGE}
        step={1}
        given={ageYears}
        found={UNTOLD_AGE}
        onAim={(near) => session.aim(near ? 'ageYears' : undefined)}
        onDrag={(value) => session.drag(age(value))}
        onStep={(value) => session.step(age(value))}
        onGive={(value) => session.commit(age(value))}
      />
      {MEASURE_FIELDS.map((field) => (
        <Measure key={field.name} field={field} />
      ))}
      {error !== undefined && <ErrorView compact error={error} onRetry={() => session.shape()} />}
      <FromPhoto />
    </div>
  );
}

/** One measure in the user's units; weights are pounds where lengths are inches. */
function Measure({ field: { name, least, most } }: { field: MeasureField }) {
  const { t } = useTranslation();
  const session = previewOf(useClient());
  const units = useSettings((state) => state.settings.units);
  const { given, told, found, unmet } = usePreview(
    useShallow((state) => ({
      given: shownBody(state).measures[name],
      told: state.told?.measurements[name],
      found: state.figures?.measurements[name],
      unmet: state.figures?.unmet.find((one) => one.name === name)?.nearest,
    })),
  );
  const isLength = name !== 'massKg';
  const imperial = units === 'inch';
  const shown = (value: number) => (isLength ? fromCm : fromKg)(value, units);
  const core = (value: number) => (isLength ? toCm : toKg)(value, units);
  const maybe = (value: number | undefined) => (value === undefined ? undefined : shown(value));
  const change = (value: number | undefined): BodyChange => ({
    measures: { [name]: value === undefined ? undefined : core(value) },
  });
  // a record may hold what no body here can be asked to have
  const beyond = given !== undefined && (given < least || given > most) ? found : undefined;
  return (
    <MeasureRow
      id={name}
      label={name === 'massKg' ? t('preview3d:mass') : t(`clients:measure.${name}`)}
      unit={
        isLength ? t(`settings:units.${units}`) : t(imperial ? 'preview3d:pounds' : 'preview3d:kilograms')
      }
      least={shown(least)}
      most={shown(most)}
      step={imperial ? (isLength ? 0.2 : 1) : 0.5}
      given={maybe(given)}
      told={told && { value: shown(told.value), spread: shown(told.spread) }}
      found={maybe(found)}
      nearest={maybe(unmet ?? beyond)}
      onAim={(near) => session.aim(near ? name : undefined)}
      onDrag={(value) => session.drag(change(value))}
      onStep={(value) => session.step(change(value))}
      onGive={(value) => session.commit(change(value))}
    />
  );
}
