/** Status bar: how many garments there are and are selected, and the size of the tiles. */

import { Progress, Slider } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKnowledge } from './knowledge.ts';
import classes from './library.module.css';
import { useLibrary } from './store.ts';

export function StatusBar(props: {
  total: number;
  thumb: number;
  view: 'grid' | 'list';
  onThumb: (value: number) => void;
}) {
  const { t } = useTranslation();
  const selected = useLibrary((state) => state.selection.ids.size);
  return (
    <div className={classes.status} data-chrome>
      <span className="tabular" role="status">
        {t('library:count', { count: props.total })}
        {selected > 0 && ` · ${t('library:selected', { count: selected })}`}
      </span>
      <Reading />
      {props.view === 'grid' && <ThumbSize value={props.thumb} onChange={props.onThumb} />}
    </div>
  );
}

/** How far the garments have been looked at, while they are; the list of jobs has more, and stops it. */
function Reading() {
  const { t } = useTranslation();
  const { job } = useKnowledge();
  if (!job) return null;
  const share = Math.round((job.progress?.fraction ?? 0) * 100);
  return (
    <span className={classes.reading}>
      {t('common:job.describe')}
      <Progress w={80} size={3} value={share} aria-label={t('common:job.describe')} />
      <span className="tabular">{t('common:job.share', { share })}</span>
    </span>
  );
}

function ThumbSize({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<number>();
  return (
    <div className={classes.thumbSize}>
      <IconPhoto size={12} aria-hidden />
      <Slider
        w={120}
        min={100}
        max={420}
        step={10}
        label={null}
        thumbLabel={t('library:thumbSize')}
        value={dragged ?? value}
        onChange={(now) => {
          setDragged(now);
          onChange(now);
        }}
        onChangeEnd={() => setDragged(undefined)}
      />
      <IconPhoto size={18} aria-hidden />
    </div>
  );
}
