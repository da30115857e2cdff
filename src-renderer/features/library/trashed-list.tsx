/** Clients, photos or looks in the trash, with their way back: one by one, or all that are ticked. */

import { Button, Checkbox } from '@mantine/core';
import { IconArrowBackUp, IconTrash, IconUser } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient, useRead } from '../../client/context.tsx';
import { useCommands } from '../../commands/registry.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { day } from '../../ui/format.ts';
import { notify, notifyError } from '../../ui/notify.tsx';
import { TrashLine } from './filter-bar.tsx';
import classes from './library.module.css';
import type { TrashedKind } from './store.ts';

interface Trashed {
  id: string;
  /** Empty where the record has no name. */
  name: string;
  /** Asset hash. */
  picture?: string | undefined;
  clientId?: string | undefined;
  trashedAt?: string | undefined;
}

/** Most clients read at once, by the contract. */
const MOST = 1000;

/** What is in the trash of a kind, newest there first; undefined until it is read. */
function useTrashed(kind: TrashedKind) {
  const trash = true;
  const page = { limit: MOST };
  const clients = useRead('clients.list', kind === 'client' ? { trash, page } : null, ['clients', 'trash']);
  const photos = useRead('photos.list', kind === 'photo' ? { trash } : null, ['photos', 'trash']);
  const looks = useRead('looks.list', kind === 'look' ? { trash } : null, ['looks', 'trash']);
  const read = { client: clients, photo: photos, look: looks }[kind];
  const items: Trashed[] | undefined =
    kind === 'client'
      ? clients.data?.map(({ client, cover }) => ({ ...client, picture: cover }))
      : kind === 'photo'
        ? photos.data?.map((photo) => ({ ...photo, name: photo.fileName, picture: photo.hash }))
        : looks.data?.map(({ look, picture, photo }) => ({ ...look, picture: picture ?? photo }));
  items?.sort((a, b) => (b.trashedAt ?? '').localeCompare(a.trashedAt ?? ''));
  return { items, error: read.error, reload: read.reload };
}

interface Owner {
  name: string;
  trashed: boolean;
}

/** The clients, those in the trash too. */
function useOwners(): Map<string, Owner> {
  const page = { limit: MOST };
  const here = useRead('clients.list', { page }, ['clients', 'trash']);
  const gone = useRead('clients.list', { trash: true, page }, ['clients', 'trash']);
  return new Map(
    [...(here.data ?? []), ...(gone.data ?? [])].map(
      ({ client: { id, name, trashedAt } }) => [id, { name, trashed: trashedAt !== undefined }] as const,
    ),
  );
}

export function TrashedList({ kind }: { kind: TrashedKind }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const { items, error, reload } = useTrashed(kind);
  const owners = useOwners();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLUListElement>(null);
  const chosen = (items ?? []).filter(({ id }) => ticked.has(id)).map(({ id }) => id);
  const all = items !== undefined && items.length > 0 && chosen.length === items.length;

  const restore = async (ids: string[]) => {
    const along = (items ?? []).flatMap(({ id, clientId }) => {
      const owner = clientId && ids.includes(id) ? owners.get(clientId) : undefined;
      return owner?.trashed ? [owner.name] : [];
    });
    try {
      await client.call('trash.restore', { kind, ids });
      notify((t) => {
        const what = t(`common:trash.${kind}`, { count: ids.length });
        return along.length === 0
          ? t('library:trash.restored', { what })
          : t('library:trash.restoredWithClient', { what, names: [...new Set(along)].join(', ') });
      });
    } catch (failure) {
      notifyError(failure);
    }
  };
  const tickAll = () => setTicked(new Set(all ? [] : items?.map(({ id }) => id)));
  const tick = (id: string) =>
    setTicked(
      (before) => new Set(before.has(id) ? [...before].filter((other) => other !== id) : [...before, id]),
    );

  useCommands([
    {
      id: 'library.selectAll',
      title: 'commands:library.selectAll',
      group: 'library',
      keys: ['Ctrl+A'],
      enabled: () => Boolean(items?.length),
      run: tickAll,
    },
    {
      id: 'library.restore',
      title: 'commands:library.restore',
      group: 'library',
      enabled: () => chosen.length > 0,
      run: () => restore(chosen),
    },
  ]);
  const walk = (event: KeyboardEvent) => {
    const boxes = [...(list.current?.querySelectorAll<HTMLInputElement>('input[type=checkbox]') ?? [])];
    const at = boxes.findIndex((box) => box.closest('li')?.contains(document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: boxes.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    boxes[to]?.focus();
  };

  if (error && !items)
    return (
      <div className={classes.centre}>
        <ErrorView error={error} onRetry={reload} />
      </div>
    );
  return (
    <>
      <div className={classes.filters}>
        <TrashLine />
        <div className={classes.line}>
          <Checkbox
            label={t('commands:library.selectAll')}
            checked={all}
            indeterminate={!all && chosen.length > 0}
            disabled={!items?.length}
            onChange={tickAll}
          />
          <span style={{ flex: 1 }} />
          <Button
            leftSection={<IconArrowBackUp size={16} aria-hidden />}
            disabled={chosen.length === 0}
            onClick={() => void restore(chosen)}
          >
            {t('library:trash.restoreSelected')}
          </Button>
        </div>
      </div>
      {items?.length === 0 && (
        <EmptyState
          icon={<IconTrash size={40} stroke={1.2} />}
          title={t(`library:trash.none.${kind}`)}
          text={t('library:trashEmpty.text')}
        />
      )}
      {items !== undefined && items.length > 0 && (
        <ul
          ref={list}
          className={classes.trashed}
          aria-label={t(`library:trash.kind.${kind}`)}
          onKeyDown={walk}
        >
          {items.map((item) => {
            const owner = item.clientId && owners.get(item.clientId)?.name;
            const name = item.name || t('library:trash.unnamed');
            const when =
              item.trashedAt && t('library:trash.since', { day: day(item.trashedAt, i18n.language) });
            return (
              <li key={item.id} className={classes.trashedItem}>
                <Checkbox
                  aria-label={t('library:trash.select', { name })}
                  checked={ticked.has(item.id)}
                  onChange={() => tick(item.id)}
                />
                {item.picture ? (
                  <img
                    className={classes.trashedPicture}
                    src={client.pictureUrl(item.picture, 256)}
                    alt=""
                    loading="lazy"
                  />
                ) : (
                  <span className={classes.noPicture}>
                    <IconUser size={20} aria-hidden />
                  </span>
                )}
                <span className={classes.trashedWords}>
                  <b>{name}</b>
                  <small>{[owner, when].filter(Boolean).join(' · ')}</small>
                </span>
                <Button
                  aria-label={t('library:trash.restoreOne', { name })}
                  onClick={() => void restore([item.id])}
                >
                  {t('library:trash.restore')}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
