/** Measure row: name, slider and typed number of one measure; unset it shows in a quieter tone what the body has. */

import { ActionIcon, Slider } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { DraftNumber } from '../../../ui/fields.tsx';
import classes from './preview.module.css';

export interface MeasureRowProps {
  id: string;
  label: string;
  /** All values are in the unit on show. */
  unit: string;
  least: number;
  most: number;
  /** One step of the arrow keys. */
  step: number;
  /** What was measured; undefined = unset. */
  given: number | undefined;
  /** What the photo tells, with one sigma. */
  told?: { value: number; spread: number } | undefined;
  /** What the body on show has. */
  found: number | undefined;
  /** Nearest that a body can have beside the other wishes. */
  nearest?: number | undefined;
  /** It is about to be changed, or not any more. */
  onAim(near: boolean): void;
  onDrag(value: number): void;
  onStep(value: number): void;
  onGive(value: number | undefined): void;
}

export function MeasureRow(props: MeasureRowProps) {
  const { t, i18n } = useTranslation();
  const { label, unit, least, most, step, given, told, found, nearest } = props;
  const labelId = useId();
  const noteId = useId();
  const number = (value: number) =>
    new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(value);
  const quiet = given === undefined;
  const at = Math.min(most, Math.max(least, given ?? told?.value ?? found ?? (least + most) / 2));
  const keys = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return;
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const next = at + by * step * (event.shiftKey ? 10 : 1);
    props.onStep(Math.round(Math.min(most, Math.max(least, next)) * 10) / 10);
  };
  const source = quiet ? (told ? 'photo' : 'body') : 'tape';
  return (
    // biome-ignore lint/a11y/useSemanticElements: one slider and its number are no set of fields
    <div
      role="group"
      aria-labelledby={labelId}
      className={classes.measure}
      data-measure={props.id}
      data-source={source}
      data-unmet={nearest === undefined ? undefined : true}
      onKeyDownCapture={keys}
      onPointerEnter={() => props.onAim(true)}
      onPointerLeave={() => props.onAim(false)}
      onFocus={() => props.onAim(true)}
    >
      {/* biome-ignore lint/a11y/noLabelWithoutControl: names the slider by its id */}
      <label id={labelId} onDoubleClick={() => props.onGive(undefined)}>
        {label}
      </label>
      <Slider
        size="xs"
        min={least}
        max={most}
        step={0.1}
        value={at}
        label={null}
        thumbProps={{
          'aria-labelledby': labelId,
          'aria-valuetext': `${number(at)} ${unit}`,
          ...(nearest === undefined ? {} : { 'aria-describedby': noteId }),
        }}
        onChange={props.onDrag}
        onChangeEnd={props.onGive}
        onDoubleClick={() => props.onGive(undefined)}
      />
      <DraftNumber
        aria-labelledby={labelId}
        value={given}
        placeholder={told || found !== undefined ? number(told?.value ?? found!) : ''}
        {...(found === undefined ? {} : { startValue: found })}
        min={least}
        max={most}
        step={step}
        decimalScale={1}
        clampBehavior="blur"
        onGive={props.onGive}
      />
      <span className={classes.tail}>
        {!quiet && (
          <ActionIcon
            size={20}
            aria-label={t('preview3d:unset', { name: label })}
            title={t('preview3d:unset', { name: label })}
            onClick={() => props.onGive(undefined)}
          >
            <IconX size={12} />
          </ActionIcon>
        )}
        {quiet && told && (
          <span title={t('preview3d:told', { spread: number(told.spread), unit })}>
            ±{number(told.spread)}
          </span>
        )}
      </span>
      {nearest !== undefined && (
        <p id={noteId} className={classes.unmet}>
          {t('preview3d:nearest', { value: number(nearest), unit })}
        </p>
      )}
    </div>
  );
}
