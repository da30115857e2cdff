/** Local slider: a setting of a tool, which is no edit of the look. */

import { NumberInput, Slider } from '@mantine/core';
import { type KeyboardEvent, useId } from 'react';
import classes from './adjust.module.css';

export function LocalSlider(props: {
  label: string;
  value: number;
  least: number;
  most: number;
  onChange(value: number): void;
  /** One step of the keys up and down; steps of one when left out. */
  onStep?(larger: boolean): void;
}) {
  const id = useId();
  const set = (value: number) => props.onChange(Math.min(props.most, Math.max(props.least, value)));
  const keys = (event: KeyboardEvent) => {
    const larger = { ArrowUp: true, ArrowRight: true, ArrowDown: false, ArrowLeft: false }[event.key];
    if (larger === undefined || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) set(props.value + (larger ? 10 : -10));
    else if (props.onStep) props.onStep(larger);
    else set(props.value + (larger ? 1 : -1));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: one slider and its number are no set of fields
    <div role="group" aria-labelledby={id} className={classes.slider} data-changed onKeyDownCapture={keys}>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: names the slider by its id */}
      <label id={id}>{props.label}</label>
      <Slider
        size="xs"
        min={props.least}
        max={props.most}
        value={props.value}
        label={null}
        onChange={set}
        thumbProps={{ 'aria-labelledby': id }}
      />
      <NumberInput
        hideControls
        min={props.least}
        max={props.most}
        value={props.value}
        aria-labelledby={id}
        onChange={(value) => typeof value === 'number' && set(value)}
      />
    </div>
  );
}
