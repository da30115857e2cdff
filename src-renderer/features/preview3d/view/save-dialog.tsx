/** Save dialog: the 3D view as a picture, a clip that turns once around, or a model for other programs. */

import { Button, Group, Modal, Progress, SegmentedControl, Select } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../../client/context.tsx';
import type { Stand } from '../../../scene/stand.ts';
import { ErrorView } from '../../../ui/error-view.tsx';
import { notify } from '../../../ui/notify.tsx';
import form from '../../studio/view/export.module.css';
import { type FilmFormat, filmFormats } from '../logic/film.ts';
import {
  CLIP_HEIGHTS,
  CLIP_SECONDS,
  clipSize,
  PICTURE_SIZES,
  type PictureSize,
  pictureSize,
} from '../logic/picture-size.ts';
import {
  cancelSaving,
  copyView,
  type Ground,
  saveModel,
  savePicture,
  saveTurntable,
  useSaving,
} from '../state/saving.ts';
import { usePreview } from '../state/store.ts';
import { useComparedSizes } from './compare-panel.tsx';
import classes from './dressing.module.css';

type Kind = 'picture' | 'turntable' | 'model';
const KINDS: readonly Kind[] = ['picture', 'turntable', 'model'];

export function SaveDialog({ stand }: { stand: Stand }) {
  const { t } = useTranslation();
  const open = useSaving((state) => state.open);
  const close = () => {
    cancelSaving();
    useSaving.setState({ open: false, error: undefined });
  };
  return (
    <Modal
      opened={open}
      onClose={close}
      title={t('preview3d:save.title')}
      size={460}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Form stand={stand} onDone={close} />
    </Modal>
  );
}

function Form({ stand, onDone }: { stand: Stand; onDone(): void }) {
  const { t } = useTranslation();
  const client = useClient();
  const [kind, setKind] = useState<Kind>('picture');
  const [picture, setPicture] = useState<{ size: PictureSize; ground: Ground }>({
    size: '2k',
    ground: 'none',
  });
  const [clip, setClip] = useState<{ format: FilmFormat | undefined; height: number; seconds: number }>({
    format: undefined,
    height: 720,
    seconds: 6,
  });
  const sizes = useComparedSizes();
  const captions = sizes?.map((size) => t('preview3d:report.size', { size }));
  const making = useSaving((state) => state.making);
  const error = useSaving((state) => state.error);
  const ready = usePreview((state) => state.shaped !== undefined);
  const start = async () => {
    const { format } = clip;
    const name =
      kind === 'picture'
        ? await savePicture(client, stand, { ...picture, captions })
        : kind === 'model'
          ? await saveModel(client)
          : format && (await saveTurntable(client, stand, { ...clip, format }));
    if (!name) return;
    onDone();
    notify((t) => t('studio:export.saved', { name }));
  };
  const copy = async () => {
    if (await copyView(stand, { ...picture, captions })) notify((t) => t('studio:export.copied'));
  };
  return (
    <div className={form.form} data-saving={making ? true : undefined}>
      <SegmentedControl
        fullWidth
        aria-label={t('preview3d:save.kind')}
        value={kind}
        disabled={making !== undefined}
        onChange={(value) => setKind(value as Kind)}
        data={KINDS.map((value) => ({ value, label: t(`preview3d:save.kinds.${value}`) }))}
      />
      {kind === 'picture' && <PictureOptions stand={stand} value={picture} onChange={setPicture} />}
      {kind === 'turntable' && <ClipOptions value={clip} onChange={setClip} />}
      {kind === 'model' && <p className={classes.quiet}>{t('preview3d:save.model')}</p>}
      {error !== undefined && <ErrorView compact error={error} onRetry={() => void start()} />}
      {making ? (
        <Group>
          <Progress flex={1} value={making.fraction * 100} aria-label={t(`preview3d:save.kinds.${kind}`)} />
          <Button onClick={cancelSaving}>{t('common:cancel')}</Button>
        </Group>
      ) : (
        <Group justify="end" gap={6}>
          {kind === 'picture' && (
            <Button
              leftSection={<IconCopy size={14} aria-hidden />}
              disabled={!ready}
              onClick={() => void copy()}
            >
              {t('studio:export.copy')}
            </Button>
          )}
          <Button
            data-autofocus
            variant="filled"
            disabled={!ready || (kind === 'turntable' && !clip.format)}
            onClick={() => void start()}
          >
            {t('preview3d:save.start')}
          </Button>
        </Group>
      )}
    </div>
  );
}

function PictureOptions({
  stand,
  value,
  onChange,
}: {
  stand: Stand;
  value: { size: PictureSize; ground: Ground };
  onChange(value: { size: PictureSize; ground: Ground }): void;
}) {
  const { t } = useTranslation();
  const words = (size: PictureSize): string => {
    const { width, height } = pictureSize(size, stand.paneSize, Math.min(2, window.devicePixelRatio || 1));
    return t(`preview3d:save.size.${size}`, { width, height });
  };
  return (
    <Options>
      <Select
        label={t('preview3d:save.pixels')}
        value={value.size}
        allowDeselect={false}
        onChange={(size) => onChange({ ...value, size: size as PictureSize })}
        data={PICTURE_SIZES.map((size) => ({ value: size, label: words(size) }))}
      />
      <Select
        label={t('preview3d:save.ground')}
        value={value.ground}
        allowDeselect={false}
        onChange={(ground) => onChange({ ...value, ground: ground as Ground })}
        data={(['none', 'studio'] as const).map((ground) => ({
          value: ground,
          label: t(`preview3d:save.grounds.${ground}`),
        }))}
      />
    </Options>
  );
}

type Clip = { format: FilmFormat | undefined; height: number; seconds: number };

function ClipOptions({ value, onChange }: { value: Clip; onChange(value: Clip): void }) {
  const { t } = useTranslation();
  const [formats, setFormats] = useState<FilmFormat[]>([]);
  const { height } = value;
  // what is chosen before this browser's encoders are known
  useEffect(() => {
    let wanted = true;
    void filmFormats(clipSize(height)).then((found) => {
      if (!wanted) return;
      setFormats(found);
      if (!value.format || !found.includes(value.format)) onChange({ ...value, format: found[0] });
    });
    return () => {
      wanted = false;
    };
  }, [height, value, onChange]);
  const numbers = (all: readonly number[], label: (n: number) => string) =>
    all.map((n) => ({ value: `${n}`, label: label(n) }));
  return (
    <Options>
      <Select
        label={t('preview3d:save.pixels')}
        value={`${height}`}
        allowDeselect={false}
        onChange={(chosen) => onChange({ ...value, height: Number(chosen) })}
        data={numbers(CLIP_HEIGHTS, (n) => t('preview3d:save.clipSize', clipSize(n)))}
      />
      <Select
        label={t('preview3d:save.length')}
        value={`${value.seconds}`}
        allowDeselect={false}
        onChange={(chosen) => onChange({ ...value, seconds: Number(chosen) })}
        data={numbers(CLIP_SECONDS, (n) => t('preview3d:save.seconds', { n }))}
      />
      <Select
        label={t('studio:export.format')}
        value={value.format ?? null}
        allowDeselect={false}
        onChange={(format) => onChange({ ...value, format: format as FilmFormat })}
        data={formats.map((format) => ({ value: format, label: t(`preview3d:save.formats.${format}`) }))}
      />
    </Options>
  );
}

const Options = ({ children }: { children: ReactNode }) => (
  <Group grow align="start">
    {children}
  </Group>
);
