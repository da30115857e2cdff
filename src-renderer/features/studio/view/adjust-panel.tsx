/** Adjust panel: fit and light of the chosen layer. */

import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { NO_SLIDERS, type SliderName, setOpacity, setSlider } from '../logic/document-edits.ts';
import { chosenLayer, useStudio } from '../state/store.ts';
import { useGarmentName } from './hooks.ts';
import { SliderRow } from './slider-row.tsx';
import studio from './studio.module.css';

const SLIDERS = Object.keys(NO_SLIDERS) as SliderName[];

export function AdjustPanel() {
  const { t } = useTranslation();
  // pins of the layer are no concern of the sliders
  const layer = useStudio(
    useShallow((state) => {
      const chosen = chosenLayer(state);
      if (!chosen) return undefined;
      const { id, garmentId, locked, opacity, sliders } = chosen;
      return { id, garmentId, locked, opacity, sliders };
    }),
  );
  const nameOf = useGarmentName();
  if (!layer) return <p className={studio.hint}>{t('studio:adjust.choose')}</p>;
  const name = nameOf(layer.garmentId);
  return (
    <>
      {SLIDERS.map((slider) => (
        <SliderRow
          key={layer.id + slider}
          id={slider}
          label={t(`studio:adjust.${slider}`)}
          value={layer.sliders[slider]}
          disabled={layer.locked}
          edit={(value) => setSlider(layer.id, slider, value, name)}
        />
      ))}
      <SliderRow
        key={`${layer.id}opacity`}
        id="opacity"
        label={t('studio:adjust.opacity')}
        value={layer.opacity}
        least={0}
        neutral={1}
        disabled={layer.locked}
        edit={(value) => setOpacity(layer.id, value, name)}
      />
    </>
  );
}
