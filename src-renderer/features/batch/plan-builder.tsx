/** Plan builder: photos times garments, or looks, and the files that are made of them; says what it comes to before it begins. */

import { Button, Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { IconFolder, IconHanger, IconPhoto, IconPlayerPlay, IconStack2, IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/store.ts';
import { useClient, useRead } from '../../client/context.tsx';
import { useCommands } from '../../commands/registry.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { DraftText } from '../../ui/fields.tsx';
import { fileSize } from '../../ui/format.ts';
import { notifyError } from '../../ui/notify.tsx';
import classes from './batch.module.css';
import { ChooseGarments, ChooseLooks } from './choose-garments.tsx';
import { ChoosePhotos } from './choose-photos.tsx';
import { Recipes } from './recipes.tsx';
import { type Chosen, EMPTY, requestOf, useBatches } from './store.ts';
import { span } from './words.ts';

/** Pictures of what is chosen that are shown. */
const SHOWN = 5;

type Dialog = 'photos' | 'garments' | 'looks';

export function PlanBuilder() {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const draft = useBatches((state) => state.draft);
  const { change, show } = useBatches.getState();
  const info = useApp((state) => state.info);
  const [dialog, setDialog] = useState<Dialog>();
  const [starting, setStarting] = useState(false);
  const request = requestOf(draft);
  const plan = useRead('batches.plan', request ?? null, [
    'photos',
    'garments',
    'collections',
    'looks',
    'clients',
  ]);
  const readOnly = info?.readOnly ?? false;
  const ready = request !== undefined && plan.data !== undefined && !plan.error && !readOnly && !starting;
  const several = draft.garments.length + draft.collections.length > 1 || draft.collections.length > 0;

  const start = async () => {
    if (!request || !ready) return;
    setStarting(true);
    try {
      const card = await client.call('batches.start', { ...request, name: draft.name.trim() });
      useBatches.getState().hear(card);
      show(card.id);
      const { recipes, templates, folder } = draft;
      change({ ...EMPTY, recipes, templates, folder });
    } catch (error) {
      notifyError(error);
    } finally {
      setStarting(false);
    }
  };
  useCommands([
    {
      id: 'batch.start',
      title: 'commands:batch.start',
      group: 'batch',
      keys: ['Ctrl+Enter'],
      whileTyping: true,
      enabled: () => ready,
      run: start,
    },
    {
      id: 'batch.photos',
      title: 'commands:batch.photos',
      group: 'batch',
      enabled: () => draft.of === 'garments',
      run: () => setDialog('photos'),
    },
    {
      id: 'batch.garments',
      title: 'commands:batch.garments',
      group: 'batch',
      enabled: () => draft.of === 'garments',
      run: () => setDialog('garments'),
    },
  ]);
  const chooseFolder = async () => {
    const folder = await client.call('batches.chooseFolder');
    if (folder) change({ folder });
  };
  return (
    <div className={classes.builder}>
      <div className={classes.form}>
        <h2 className={classes.heading}>{t('batch:plan.title')}</h2>
        <SegmentedControl
          fullWidth
          aria-label={t('batch:plan.of')}
          value={draft.of}
          onChange={(of) => change({ of: of as typeof draft.of })}
          data={[
            { value: 'garments', label: t('batch:plan.garmentsOnPhotos') },
            { value: 'looks', label: t('batch:plan.readyLooks') },
          ]}
        />
        {draft.of === 'garments' ? (
          <>
            <Choice
              icon={<IconPhoto size={16} aria-hidden />}
              title={t('clients:photos')}
              action={t('batch:plan.choosePhotos')}
              chosen={draft.everyone ? [] : [...draft.clients, ...draft.photos]}
              {...(draft.everyone ? { every: t('batch:choose.everyPhoto') } : {})}
              onChoose={() => setDialog('photos')}
              onClear={() => change({ everyone: false, clients: [], photos: [] })}
            />
            <Choice
              icon={<IconHanger size={16} aria-hidden />}
              title={t('library:garments')}
              action={t('batch:plan.chooseGarments')}
              chosen={[...draft.collections, ...draft.garments]}
              onChoose={() => setDialog('garments')}
              onClear={() => change({ collections: [], garments: [] })}
            />
            {several && (
              <SegmentedControl
                fullWidth
                aria-label={t('batch:plan.worn')}
                value={draft.worn}
                onChange={(worn) => change({ worn: worn as typeof draft.worn })}
                data={[
                  { value: 'apart', label: t('batch:plan.apart') },
                  { value: 'together', label: t('batch:plan.together') },
                ]}
              />
            )}
            {several && draft.worn === 'together' && (
              <Checkbox
                label={t('batch:plan.tuck')}
                checked={draft.tuck}
                onChange={(event) => change({ tuck: event.currentTarget.checked })}
              />
            )}
          </>
        ) : (
          <Choice
            icon={<IconStack2 size={16} aria-hidden />}
            title={t('clients:looks')}
            action={t('batch:plan.chooseLooks')}
            chosen={draft.everyLook ? [] : draft.looks}
            {...(draft.everyLook ? { every: t('batch:choose.everyLook') } : {})}
            onChoose={() => setDialog('looks')}
            onClear={() => change({ everyLook: false, looks: [] })}
          />
        )}
        <Recipes recipes={draft.recipes} onChange={(recipes) => change({ recipes })} />
        <DraftText
          label={t('batch:plan.template')}
          maxLength={300}
          value={draft.templates[draft.of]}
          description={t('batch:plan.templateHint')}
          onGive={(template) =>
            change({
              templates: { ...draft.templates, [draft.of]: template.trim() || EMPTY.templates[draft.of] },
            })
          }
        />
        {info?.can.chooseFolder && (
          <div className={classes.folder}>
            <span className={classes.label}>{t('batch:plan.folder')}</span>
            <Button
              fullWidth
              justify="flex-start"
              leftSection={<IconFolder size={15} aria-hidden />}
              onClick={() => chooseFolder().catch(notifyError)}
            >
              {draft.folder?.name ?? t('batch:plan.ownFolder')}
            </Button>
          </div>
        )}
        <TextInput
          label={t('batch:plan.name')}
          placeholder={t('batch:plan.nameHint')}
          maxLength={200}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      </div>
      <div className={classes.sum}>
        {plan.error ? (
          <ErrorView compact error={plan.error} onRetry={plan.reload} />
        ) : request && plan.data ? (
          <div aria-live="polite" data-loading={plan.loading || undefined}>
            <p className={classes.figure}>
              <b>{t('batch:sum.pictures', { count: plan.data.pictures })}</b>
              {plan.data.files > plan.data.pictures &&
                ` · ${t('batch:sum.files', { count: plan.data.files })}`}
            </p>
            <p className={classes.hint}>
              {t('batch:sum.expected', {
                time: span(t, plan.data.seconds * 1000),
                size: fileSize(Math.max(1000, plan.data.bytes), i18n.language),
              })}{' '}
              {t(plan.data.measured ? 'batch:sum.measured' : 'batch:sum.guess')}
            </p>
            {plan.data.examples[0] && (
              <p className={classes.example} title={plan.data.examples[0].files.join('\n')}>
                {plan.data.examples[0].files[0]}
              </p>
            )}
          </div>
        ) : (
          <p className={classes.hint}>
            {t(draft.of === 'looks' ? 'batch:sum.needsLooks' : 'batch:sum.needsBoth')}
          </p>
        )}
        <Button
          fullWidth
          variant="filled"
          disabled={!ready}
          loading={starting}
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          onClick={() => void start()}
        >
          {t('commands:batch.start')}
        </Button>
      </div>
      <ChoosePhotos opened={dialog === 'photos'} close={() => setDialog(undefined)} />
      <ChooseGarments opened={dialog === 'garments'} close={() => setDialog(undefined)} />
      <ChooseLooks opened={dialog === 'looks'} close={() => setDialog(undefined)} />
    </div>
  );
}

/** One side of the plan: what is chosen, by its pictures, and the way to choose. */
function Choice(props: {
  icon: ReactNode;
  title: string;
  action: string;
  chosen: readonly Chosen[];
  every?: string;
  onChoose: () => void;
  onClear: () => void;
}) {
  const { t } = useTranslation();
  const client = useClient();
  const { chosen, every, title } = props;
  const some = chosen.length > 0 || every !== undefined;
  return (
    <section className={classes.part} aria-label={title}>
      <div className={classes.partHead}>
        <h3>{title}</h3>
        {some && (
          <button
            type="button"
            className={classes.clear}
            aria-label={`${t('batch:choose.nothing')}: ${title}`}
            title={t('batch:choose.nothing')}
            onClick={props.onClear}
          >
            <IconX size={14} aria-hidden />
          </button>
        )}
      </div>
      {some && (
        <div className={classes.strip}>
          {every ?? (
            <>
              {chosen
                .slice(0, SHOWN)
                .map(({ id, name, hash }) =>
                  hash ? (
                    <img key={id} src={client.pictureUrl(hash, 256)} alt={name} title={name} />
                  ) : (
                    <span key={id}>{name}</span>
                  ),
                )}
              {chosen.length > SHOWN && <small>+{chosen.length - SHOWN}</small>}
            </>
          )}
        </div>
      )}
      <Button fullWidth leftSection={props.icon} onClick={props.onChoose}>
        {props.action}
      </Button>
    </section>
  );
}
