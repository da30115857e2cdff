/** Export dialog: the look as a picture file, by options that can be kept as presets; or to the clipboard. */

import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  Progress,
  SegmentedControl,
  Select,
  Slider,
  TextInput,
} from '@mantine/core';
import { IconCopy, IconDeviceFloppy, IconGripHorizontal, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ExportOptions } from '../../../../src-main/contract/calls/looks.ts';
import { fileName, TEMPLATE_FIELDS } from '../../../../src-main/contract/file-names.ts';
import { OUTPUT_FORMATS } from '../../../../src-main/contract/names.ts';
import { hasEnded, useJobs } from '../../../app/jobs.ts';
import { useSettings } from '../../../app/settings.ts';
import { useClient, useRead } from '../../../client/context.tsx';
import { ErrorView } from '../../../ui/error-view.tsx';
import { notify, notifyError } from '../../../ui/notify.tsx';
import { ReportForm } from '../../preview3d/view/report-form.tsx';
import { useStudio } from '../state/store.ts';
import { copyPicture, usePictureFile } from './clipboard.ts';
import classes from './export.module.css';
import { useSession } from './hooks.ts';

/** What the file would be called now. */
function useExample(options: ExportOptions): string {
  const photo = useStudio((state) => state.photo);
  const queue = useStudio((state) => state.queue);
  const garments = useStudio((state) => state.garments);
  const owner = useRead('clients.get', photo?.clientId ? { id: photo.clientId } : null, ['clients']);
  return fileName(
    options.nameTemplate,
    {
      client: owner.data?.name ?? '',
      look: queue?.look.name ?? '',
      garments: (queue?.document.layers ?? []).flatMap((layer) => {
        const garment = garments[layer.garmentId];
        return garment ? [garment.name || garment.sku || garment.fileName] : [];
      }),
      photo: photo?.fileName ?? '',
      n: 1,
      at: new Date(),
    },
    options.format,
  );
}

export function ExportDialog() {
  const { t } = useTranslation();
  const shown = useStudio((state) => state.exporting);
  const close = () => useStudio.setState({ exporting: false });
  return (
    <Modal
      opened={shown}
      onClose={close}
      title={t('studio:export.title')}
      size={520}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Kinds onDone={close} />
    </Modal>
  );
}

/** The picture, or what is to be known of its fit. */
function Kinds({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState('picture');
  return (
    <div className={classes.form}>
      <SegmentedControl
        fullWidth
        aria-label={t('studio:export.kind')}
        value={kind}
        onChange={setKind}
        data={[
          { value: 'picture', label: t('studio:export.picture') },
          { value: 'report', label: t('preview3d:report.title') },
        ]}
      />
      {kind === 'picture' ? <ExportForm onDone={onDone} /> : <ReportForm onDone={onDone} />}
    </div>
  );
}

function ExportForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const session = useSession();
  const settings = useSettings((state) => state.settings);
  const change = useSettings((state) => state.change);
  const [options, setOptions] = useState<ExportOptions>(settings.lastExport ?? ExportOptions.parse({}));
  const [presetName, setPresetName] = useState('');
  const [jobId, setJobId] = useState<string>();
  const [error, setError] = useState<unknown>();
  const job = useJobs((state) => state.jobs.find((one) => one.id === jobId));
  const example = useExample(options);
  const set = (part: Partial<ExportOptions>) => setOptions({ ...options, ...part });
  const same = (a: ExportOptions) => JSON.stringify(ExportOptions.parse(a)) === JSON.stringify(options);
  const preset = settings.exportPresets.find((one) => same(one.options));
  const running = jobId !== undefined && (!job || !hasEnded(job));

  useEffect(() => {
    if (!job || job.id !== jobId || !hasEnded(job)) return;
    setJobId(undefined);
    if (job.error) setError(job.error);
    const { download } = job;
    if (job.state !== 'done' || !download) return;
    client.save(download.token, download.fileName).then((saved) => {
      if (!saved) return;
      onDone();
      notify((t) => t('studio:export.saved', { name: download.fileName }));
    }, setError);
  }, [job, jobId, client, onDone]);

  const start = async () => {
    setError(undefined);
    try {
      await session.settled();
      const id = useStudio.getState().queue?.look.id;
      if (!id) return;
      const given = ExportOptions.parse(options);
      await change(client, { lastExport: given });
      const begun = await client.call('looks.export', { id, options: given });
      useJobs.getState().hear(begun);
      setJobId(begun.id);
    } catch (cause) {
      setError(cause);
    }
  };
  const savePresets = (exportPresets: typeof settings.exportPresets) =>
    change(client, { exportPresets }).catch(notifyError);
  return (
    <div className={classes.form}>
      {settings.exportPresets.length > 0 && (
        <Group align="end" gap={6}>
          <Select
            flex={1}
            label={t('studio:export.preset')}
            placeholder={t('studio:export.own')}
            value={preset?.name ?? null}
            data={settings.exportPresets.map((one) => one.name)}
            onChange={(name) => {
              const found = settings.exportPresets.find((one) => one.name === name);
              if (found) setOptions(ExportOptions.parse(found.options));
            }}
          />
          <ActionIcon
            variant="default"
            size={30}
            disabled={!preset}
            aria-label={t('studio:export.removePreset')}
            onClick={() => savePresets(settings.exportPresets.filter((one) => one !== preset))}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </Group>
      )}
      <Group grow align="start">
        <Select
          label={t('studio:export.format')}
          value={options.format}
          onChange={(format) => set({ format: format as ExportOptions['format'] })}
          data={OUTPUT_FORMATS.map((format) => ({ value: format, label: format.toUpperCase() }))}
        />
        <NumberInput
          label={t('studio:export.longest')}
          placeholder={t('studio:export.photoSize')}
          min={64}
          max={20_000}
          allowDecimal={false}
          value={options.longest ?? ''}
          onChange={(value) => {
            const { longest: _, ...rest } = options;
            setOptions(typeof value === 'number' ? { ...rest, longest: value } : rest);
          }}
        />
        <Select
          label={t('studio:export.profile')}
          value={options.profile}
          onChange={(profile) => set({ profile: profile as ExportOptions['profile'] })}
          data={[
            { value: 'photo', label: t('studio:export.photoProfile') },
            { value: 'srgb', label: 'sRGB' },
          ]}
        />
      </Group>
      {(options.format === 'jpeg' || options.format === 'webp') && (
        <div className={classes.quality}>
          <span id="export-quality">{t('studio:export.quality')}</span>
          <Slider
            min={1}
            max={100}
            value={options.quality}
            label={null}
            thumbProps={{ 'aria-labelledby': 'export-quality' }}
            onChange={(quality) => set({ quality })}
          />
          <b>{options.quality}</b>
        </div>
      )}
      <Group gap={20}>
        <Checkbox
          label={t('studio:export.exif')}
          checked={options.keepExif}
          onChange={(event) => set({ keepExif: event.currentTarget.checked })}
        />
        <Checkbox
          label={t('studio:export.gps')}
          disabled={!options.keepExif}
          checked={options.keepExif && options.keepGps}
          onChange={(event) => set({ keepGps: event.currentTarget.checked })}
        />
      </Group>
      <div>
        <TextInput
          label={t('studio:export.name')}
          value={options.nameTemplate}
          maxLength={200}
          error={options.nameTemplate.trim() ? undefined : t('studio:export.noName')}
          onChange={(event) => set({ nameTemplate: event.currentTarget.value })}
        />
        <div className={classes.fields}>
          {TEMPLATE_FIELDS.map((field) => (
            <button
              key={field}
              type="button"
              title={t(`studio:export.field.${field}`)}
              onClick={() => set({ nameTemplate: `${options.nameTemplate}{${field}}` })}
            >
              {`{${field}}`}
            </button>
          ))}
        </div>
        <p className={classes.example} data-example>
          {example}
        </p>
      </div>
      {Boolean(error) && <ErrorView compact error={error} onRetry={() => void start()} />}
      {running ? (
        <Group>
          <Progress
            flex={1}
            value={(job?.progress?.fraction ?? 0) * 100}
            aria-label={t('common:job.export')}
          />
          <Button onClick={() => client.call('jobs.cancel', { id: jobId }).catch(notifyError)}>
            {t('common:cancel')}
          </Button>
        </Group>
      ) : (
        <Group justify="space-between" gap={8}>
          <Group gap={6}>
            <TextInput
              w={130}
              aria-label={t('studio:export.presetName')}
              placeholder={t('studio:export.presetName')}
              value={presetName}
              maxLength={60}
              onChange={(event) => setPresetName(event.currentTarget.value)}
            />
            <ActionIcon
              variant="default"
              size={30}
              disabled={!presetName.trim() || !options.nameTemplate.trim()}
              aria-label={t('studio:export.savePreset')}
              onClick={() => {
                const name = presetName.trim();
                const others = settings.exportPresets.filter((one) => one.name !== name);
                setPresetName('');
                void savePresets([...others, { name, options: ExportOptions.parse(options) }].slice(-50));
              }}
            >
              <IconDeviceFloppy size={15} aria-hidden />
            </ActionIcon>
          </Group>
          <Group gap={6}>
            <DragOut />
            <Button
              leftSection={<IconCopy size={14} aria-hidden />}
              onClick={() => copyPicture(session).catch(setError)}
            >
              {t('studio:export.copy')}
            </Button>
            <Button
              data-autofocus
              variant="filled"
              disabled={!options.nameTemplate.trim()}
              onClick={() => void start()}
            >
              {t('studio:export.start')}
            </Button>
          </Group>
        </Group>
      )}
    </div>
  );
}

/** A grip that is dragged into another app. */
function DragOut() {
  const { t } = useTranslation();
  const client = useClient();
  const session = useSession();
  const file = usePictureFile(session);
  return (
    <ActionIcon
      variant="default"
      size={30}
      draggable={file !== undefined}
      loading={file === undefined}
      aria-label={t('studio:export.drag')}
      title={t('studio:export.drag')}
      style={{ cursor: 'grab' }}
      onDragStart={(event) => {
        if (!file) return;
        if (client.dragOut(file.token)) {
          event.preventDefault();
          return;
        }
        const url = new URL(client.downloadUrl(file.token), window.location.href).href;
        event.dataTransfer.setData('DownloadURL', `image/png:${file.fileName}:${url}`);
        event.dataTransfer.setData('text/uri-list', url);
        event.dataTransfer.effectAllowed = 'copy';
      }}
    >
      <IconGripHorizontal size={15} aria-hidden />
    </ActionIcon>
  );
}
