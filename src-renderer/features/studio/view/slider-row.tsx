/** Slider row: name, slider and typed number; a drag is one edit, arrow keys step, a double-click resets. */

import { NumberInput, Slider } from '@mantine/core';
import { type KeyboardEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Edit } from '../logic/document-edits.ts';
import classes from './adjust.module.css';
import { useSession } from './hooks.ts';

export interface SliderRowProps {
  id: string;
  label: string;
  /** Share: -1..1, or 0..1 with `least` 0. */
  value: number;
  least?: number;
  most?: number;
  /** Value of a double-click. */
  neutral?: number;
  disabled?: boolean;
  edit(value: number): Edit;
}

export function SliderRow(props: SliderRowProps) {
  const { t } = useTranslation();
  const { label, value, least = -1, most = 1, neutral = 0, disabled, edit } = props;
  const session = useSession();
  const labelId = useId();
  const within = (share: number) => Math.round(Math.min(most, Math.max(least, share)) * 100) / 100;
  const reset = () => {
    if (value !== neutral) session.commit(edit(neutral));
  };
  const keys = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) {
      if (event.key === 'Enter') event.target.blur();
      // sideways the arrows belong to the text
      if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    }
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!by || disabled) return;
    event.preventDefault();
    event.stopPropagation();
    const next = within(value + (by * (event.shiftKey ? 10 : 1)) / 100);
    session.step(`slider ${props.id}`, () => edit(next));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: one slider and its number are no set of fields
    <div
      role="group"
      aria-labelledby={labelId}
      className={classes.slider}
      data-changed={value === neutral ? undefined : true}
      data-slider={props.id}
      onKeyDownCapture={keys}
    >
      {/* biome-ignore lint/a11y/noLabelWithoutControl: names the slider by its id */}
      <label id={labelId} onDoubleClick={reset} title={t('studio:adjust.reset')}>
        {label}
      </label>
      <Slider
        size="xs"
        min={least * 100}
        max={most * 100}
        step={1}
        value={Math.round(value * 100)}
        startPointValue={neutral * 100}
        label={null}
        disabled={disabled}
        thumbProps={{ 'aria-labelledby': labelId }}
        onChange={(share) => session.preview(edit(within(share / 100)))}
        onChangeEnd={(share) => session.commit(edit(within(share / 100)))}
        onDoubleClick={reset}
      />
      <NumberInput
        hideControls
        min={least * 100}
        max={most * 100}
        clampBehavior="blur"
        allowDecimal={false}
        value={Math.round(value * 100)}
        disabled={disabled}
        aria-labelledby={labelId}
        onBlur={(event) => {
          const typed = Number(event.currentTarget.value);
          const share = within(typed / 100);
          if (Number.isFinite(typed) && event.currentTarget.value !== '' && share !== value)
            session.commit(edit(share));
        }}
      />
    </div>
  );
}
