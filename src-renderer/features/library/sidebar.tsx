/** Places of the library: everything, picks, collections, saved searches, the trash. Garments are dropped on collections. */

import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { modals } from '@mantine/modals';
import {
  IconDots,
  IconFlag3,
  IconFolder,
  IconHanger,
  IconPhoto,
  IconPlus,
  IconSearch,
  IconSparkles,
  IconTrash,
  IconUsers,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionView } from '../../../src-main/contract/calls/garments.ts';
import { useClient, useRead } from '../../client/context.tsx';
import { askForName } from '../../ui/ask-name.tsx';
import { droppedGarments, hasGarments } from '../../ui/drag.ts';
import { notifyError } from '../../ui/notify.tsx';
import { Words } from '../../ui/words.tsx';
import { useLookbook } from '../lookbook/store.ts';
import { addToCollection, trash } from './actions.ts';
import classes from './library.module.css';
import { type TrashedKind, useLibrary } from './store.ts';

function Place(props: {
  icon: ReactNode;
  label: string;
  count?: number;
  current: boolean;
  /** Part of the place above. */
  part?: boolean;
  onOpen: () => void;
  onDrop?: (ids: string[]) => void;
  children?: ReactNode;
}) {
  const [over, setOver] = useState(false);
  const { onDrop } = props;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has its keyboard way in the menu of commands
    <div
      className={classes.place}
      data-current={props.current || undefined}
      data-part={props.part || undefined}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!onDrop || !hasGarments(event.dataTransfer)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!onDrop || !hasGarments(event.dataTransfer)) return;
        event.preventDefault();
        onDrop(droppedGarments(event.dataTransfer));
      }}
    >
      <button
        type="button"
        title={props.label}
        aria-current={props.current || undefined}
        onClick={props.onOpen}
      >
        {props.icon}
        <span>{props.label}</span>
        {props.count !== undefined && props.count > 0 && <small>{props.count}</small>}
      </button>
      {props.children}
    </div>
  );
}

function CollectionMenu({ collection }: { collection: CollectionView }) {
  const { t } = useTranslation();
  const client = useClient();
  const query = useLibrary((state) => state.query);
  const goTo = useLibrary((state) => state.goTo);
  const remove = () =>
    modals.openConfirmModal({
      title: <Words of="library:collection.delete" name={collection.name} />,
      children: <Words of="library:collection.deleteText" />,
      labels: { confirm: <Words of="common:delete" />, cancel: <Words of="common:cancel" /> },
      confirmProps: { color: 'red', variant: 'filled' },
      onConfirm: () => {
        client
          .call('collections.delete', { id: collection.id })
          .then(() => query.collection === collection.id && goTo({}))
          .catch(notifyError);
      },
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={22} mr={2} aria-label={t('library:collection.more', { name: collection.name })}>
          <IconDots size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() =>
            askForName(
              { title: 'library:collection.rename', action: 'common:save' },
              collection.name,
              (name) => client.call('collections.rename', { id: collection.id, name }),
            )
          }
        >
          {t('library:collection.rename')}
        </Menu.Item>
        <Menu.Item onClick={() => useLookbook.getState().open({ kind: 'collection', id: collection.id })}>
          {t('lookbook:menu')}
        </Menu.Item>
        <Menu.Item onClick={remove}>{t('common:delete')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const TRASHED: Record<TrashedKind, ReactNode> = {
  client: <IconUsers size={16} aria-hidden />,
  photo: <IconPhoto size={16} aria-hidden />,
  look: <IconSparkles size={16} aria-hidden />,
};

/** The trash; while it is open, with its kinds. */
function Trash() {
  const { t } = useTranslation();
  const client = useClient();
  const query = useLibrary((state) => state.query);
  const trashed = useLibrary((state) => state.trashed);
  const { goTo, goToTrashed } = useLibrary.getState();
  const { data } = useRead('trash.counts', undefined, ['trash', 'garments', 'clients', 'photos', 'looks']);
  return (
    <>
      <Place
        icon={<IconTrash size={16} aria-hidden />}
        label={t('library:place.trash')}
        count={data && data.garment + data.client + data.photo + data.look}
        current={false}
        onOpen={() => goTo({ trash: true })}
        onDrop={(ids) => void trash(client, ids)}
      />
      {query.trash && (
        <>
          <Place
            part
            icon={<IconHanger size={16} aria-hidden />}
            label={t('library:trash.kind.garment')}
            count={data?.garment}
            current={!trashed}
            onOpen={() => goTo({ trash: true })}
          />
          {(Object.keys(TRASHED) as TrashedKind[]).map((kind) => (
            <Place
              key={kind}
              part
              icon={TRASHED[kind]}
              label={t(`library:trash.kind.${kind}`)}
              count={data?.[kind]}
              current={trashed === kind}
              onOpen={() => goToTrashed(kind)}
            />
          ))}
        </>
      )}
    </>
  );
}

export function Sidebar() {
  const { t } = useTranslation();
  const client = useClient();
  const query = useLibrary((state) => state.query);
  const goTo = useLibrary((state) => state.goTo);
  const collections = useRead('collections.list', undefined, ['collections', 'garments', 'trash']);
  const everything = !query.collection && !query.trash && query.flags.length === 0;
  const create = () =>
    askForName({ title: 'library:collection.new', action: 'common:create' }, '', async (name) => {
      const made = await client.call('collections.create', { kind: 'manual', name });
      const { selection } = useLibrary.getState();
      if (selection.ids.size > 0) await addToCollection(client, made, [...selection.ids]);
    });
  const list = (kind: CollectionView['kind']) =>
    collections.data
      ?.filter((collection) => collection.kind === kind)
      .map((collection) => (
        <Place
          key={collection.id}
          icon={
            kind === 'manual' ? <IconFolder size={16} aria-hidden /> : <IconSearch size={16} aria-hidden />
          }
          label={collection.name}
          count={collection.count}
          current={query.collection === collection.id}
          onOpen={() => goTo({ collection: collection.id })}
          {...(kind === 'manual'
            ? { onDrop: (ids: string[]) => void addToCollection(client, collection, ids) }
            : {})}
        >
          <CollectionMenu collection={collection} />
        </Place>
      ));
  const searches = list('search') ?? [];
  const manual = list('manual') ?? [];
  return (
    <nav className={classes.places} aria-label={t('library:places')}>
      <Place
        icon={<IconHanger size={16} aria-hidden />}
        label={t('library:place.all')}
        current={everything}
        onOpen={() => goTo({})}
      />
      <Place
        icon={<IconFlag3 size={16} aria-hidden />}
        label={t('library:place.picks')}
        current={query.flags.includes('pick')}
        onOpen={() => goTo({ flags: ['pick'] })}
      />
      <Trash />
      <h2 className={classes.placesHead}>
        {t('library:collection.title')}
        <Tooltip label={t('library:collection.new')}>
          <ActionIcon size={22} aria-label={t('library:collection.new')} onClick={create}>
            <IconPlus size={14} />
          </ActionIcon>
        </Tooltip>
      </h2>
      {manual}
      {manual.length === 0 && <p className={classes.hint}>{t('library:collection.hint')}</p>}
      {searches.length > 0 && <h2 className={classes.placesHead}>{t('library:collection.searches')}</h2>}
      {searches}
    </nav>
  );
}
