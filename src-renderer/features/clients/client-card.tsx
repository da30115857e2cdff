/** A client's card: name and notes, consent, and the measurements of the body. */

import { Checkbox, SegmentedControl, Select, Switch } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientChanges } from '../../../src-main/contract/calls/clients.ts';
import type { Client } from '../../../src-main/contract/catalog/client.ts';
import { useSettings } from '../../app/settings.ts';
import { useClient } from '../../client/context.tsx';
import { DraftArea, DraftDay, DraftNumber, DraftText } from '../../ui/fields.tsx';
import { fromCm, toCm } from '../../ui/format.ts';
import { notifyError } from '../../ui/notify.tsx';
import classes from './clients.module.css';
import { MEASUREMENT_NAMES, SCOPES, withMeasurement } from './measurements.ts';

/** The client with what was changed and has not come back from the core yet. */
function useChanges(stored: Client) {
  const client = useClient();
  const [ahead, setAhead] = useState<ClientChanges>({});
  // what the core says counts from then on
  // biome-ignore lint/correctness/useExhaustiveDependencies: run for the change
  useEffect(() => setAhead({}), [stored.updatedAt]);
  const person = Object.fromEntries(
    Object.entries({ ...stored, ...ahead }).map(([name, value]) => [name, value ?? undefined]),
  ) as Client;
  const set = (changes: ClientChanges) => {
    setAhead((before) => ({ ...before, ...changes }));
    client.call('clients.update', { id: stored.id, changes }).catch((error) => {
      setAhead({});
      notifyError(error);
    });
  };
  return { person, set };
}

export function ClientCardEditor({ client: stored }: { client: Client }) {
  const { t } = useTranslation();
  const client = useClient();
  const { settings, change } = useSettings();
  const { units } = settings;
  const { person, set } = useChanges(stored);
  const { consent } = person;
  const today = new Date().toISOString().slice(0, 10);
  return (
    <div className={classes.card}>
      <DraftText
        label={t('clients:field.name')}
        value={person.name}
        maxLength={200}
        onGive={(name) => name.trim() && set({ name: name.trim() })}
      />
      <div className={classes.pair}>
        <Select
          label={t('clients:field.sex')}
          placeholder={t('clients:field.unsaid')}
          value={person.sex ?? null}
          allowDeselect
          clearable
          clearButtonProps={{ 'aria-label': t('clients:field.clear') }}
          data={[
            { value: 'female', label: t('clients:sex.female') },
            { value: 'male', label: t('clients:sex.male') },
          ]}
          onChange={(sex) => set({ sex: sex as Client['sex'] | null })}
        />
        <DraftNumber
          label={t('clients:field.birthYear')}
          min={1900}
          max={2100}
          allowDecimal={false}
          thousandSeparator=""
          value={person.birthYear}
          onGive={(birthYear) => set({ birthYear: birthYear ?? null })}
        />
      </div>
      <DraftArea
        label={t('clients:field.notes')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={20_000}
        value={person.notes}
        onGive={(notes) => set({ notes })}
      />

      <section className={classes.part}>
        <h2>{t('clients:consent.title')}</h2>
        <Switch
          label={t('clients:consent.given')}
          checked={consent.given}
          onChange={(event) => {
            const given = event.currentTarget.checked;
            const { on, ...rest } = consent;
            set({
              consent: given
                ? {
                    ...rest,
                    given,
                    on: on ?? today,
                    scope: rest.scope.length ? rest.scope : ['store', 'try-on'],
                  }
                : { ...rest, given },
            });
          }}
        />
        {consent.given ? (
          <>
            <DraftDay
              label={t('clients:consent.on')}
              value={consent.on}
              max={today}
              onGive={(on) => set({ consent: { ...consent, on } })}
            />
            <fieldset className={classes.scopes}>
              <legend>{t('clients:consent.scope')}</legend>
              {SCOPES.map((scope) => (
                <Checkbox
                  key={scope}
                  label={t(`clients:scope.${scope}`)}
                  checked={consent.scope.includes(scope)}
                  onChange={(event) =>
                    set({
                      consent: {
                        ...consent,
                        scope: event.currentTarget.checked
                          ? [...consent.scope, scope]
                          : consent.scope.filter((other) => other !== scope),
                      },
                    })
                  }
                />
              ))}
            </fieldset>
            <DraftText
              label={t('clients:consent.note')}
              value={consent.note}
              maxLength={2000}
              onGive={(note) => set({ consent: { ...consent, note } })}
            />
          </>
        ) : (
          <p className={classes.hint}>{t('clients:consent.without')}</p>
        )}
      </section>

      <section className={classes.part}>
        <h2>
          {t('clients:measures.title')}
          <SegmentedControl
            size="xs"
            aria-label={t('settings:units.label')}
            value={units}
            onChange={(value) => void change(client, { units: value as typeof units }).catch(notifyError)}
            data={(['cm', 'inch'] as const).map((value) => ({ value, label: t(`settings:units.${value}`) }))}
          />
        </h2>
        <div className={classes.measures}>
          <Measure
            label={t('clients:measure.stature')}
            cm={person.statureCm}
            least={50}
            most={250}
            units={units}
            onGive={(cm) => set({ statureCm: cm ?? null })}
          />
          {MEASUREMENT_NAMES.map((name) => (
            <Measure
              key={name}
              label={t(`clients:measure.${name}`)}
              cm={person.measurements[name]}
              least={1}
              most={300}
              units={units}
              onGive={(cm) => set({ measurements: withMeasurement(person.measurements, name, cm) })}
            />
          ))}
        </div>
      </section>
    </div>
  );
}

function Measure(props: {
  label: string;
  cm: number | undefined;
  least: number;
  most: number;
  units: 'cm' | 'inch';
  onGive: (cm: number | undefined) => void;
}) {
  const { units } = props;
  return (
    <div className={classes.measure}>
      <span aria-hidden>{props.label}</span>
      <DraftNumber
        aria-label={props.label}
        w={76}
        decimalScale={1}
        min={fromCm(props.least, units)}
        max={fromCm(props.most, units)}
        value={props.cm === undefined ? undefined : fromCm(props.cm, units)}
        onGive={(value) => props.onGive(value === undefined ? undefined : toCm(value, units))}
      />
    </div>
  );
}
