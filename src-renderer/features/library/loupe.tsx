/** Loupe: one garment alone and large, to look at, to mend its cut-out, or to move its landmarks. */

import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import { usePicture } from '../../ui/use-picture.ts';
import { ZoomView } from '../../ui/zoom-view.tsx';
import { CutOutEditor } from './cut-out-editor.tsx';
import { LandmarkEditor } from './landmark-editor.tsx';
import classes from './loupe.module.css';
import { useGarment } from './records.ts';
import { moved } from './selection.ts';
import { type LoupeTool, useLibrary } from './store.ts';

const TOOLS: readonly LoupeTool[] = ['look', 'cut-out', 'landmarks'];

function Look({ garment }: { garment: CatalogGarment }) {
  const picture = usePicture(garment.hash);
  if (!picture) return <div className={classes.blank} />;
  return (
    <ZoomView
      label={garment.name || garment.fileName}
      size={picture}
      pictures={<img src={picture.src} alt="" />}
    />
  );
}

export function Loupe({ order }: { order: readonly string[] }) {
  const { t } = useTranslation();
  const { selection, tool, select, openLoupe, closeLoupe } = useLibrary();
  const garment = useGarment(selection.focus);
  const at = selection.focus ? order.indexOf(selection.focus) : -1;
  const step = (by: number) => select((s) => moved(s, order, by, false));
  return (
    <div className={classes.loupe}>
      <div className={classes.bar} data-chrome>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconArrowLeft size={16} aria-hidden />}
          onClick={closeLoupe}
        >
          {t('library:loupe.back')}
        </Button>
        <span className={classes.name}>{garment?.name || garment?.fileName}</span>
        <SegmentedControl
          aria-label={t('library:tool.label')}
          value={tool}
          onChange={(value) => openLoupe(value as LoupeTool)}
          data={TOOLS.map((value) => ({ value, label: t(`library:tool.${value}`) }))}
        />
        <span className={classes.steps}>
          <Tooltip label={t('commands:library.previous')}>
            <ActionIcon
              aria-label={t('commands:library.previous')}
              disabled={at <= 0}
              onClick={() => step(-1)}
            >
              <IconChevronLeft size={18} />
            </ActionIcon>
          </Tooltip>
          <span className="tabular">
            {at + 1} / {order.length}
          </span>
          <Tooltip label={t('commands:library.next')}>
            <ActionIcon
              aria-label={t('commands:library.next')}
              disabled={at < 0 || at >= order.length - 1}
              onClick={() => step(1)}
            >
              <IconChevronRight size={18} />
            </ActionIcon>
          </Tooltip>
        </span>
      </div>
      {garment && tool === 'look' && <Look key={garment.id} garment={garment} />}
      {garment && tool === 'cut-out' && <CutOutEditor key={garment.id} garment={garment} />}
      {garment && tool === 'landmarks' && <LandmarkEditor key={garment.id} garment={garment} />}
    </div>
  );
}
