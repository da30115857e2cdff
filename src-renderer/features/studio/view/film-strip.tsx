/** Film strip: the looks of the client; open, make, copy, rename, compare, put in the trash. */

import { ActionIcon, Button, Checkbox, Menu, Popover, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown, IconCopy, IconDots, IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LookCard } from '../../../../src-main/contract/calls/looks.ts';
import { useApp } from '../../../app/store.ts';
import { useClient, useRead } from '../../../client/context.tsx';
import { notifyError } from '../../../ui/notify.tsx';
import { MOST_COMPARED, useStudio } from '../state/store.ts';
import { useChoosing } from './choosing.ts';
import classes from './film.module.css';
import { useLookName, useSession } from './hooks.ts';
import { PhotoPicker } from './photo-picker.tsx';
import { trashLook } from './trash.ts';

/** Looks of the client on show, or of the photo where it is nobody's; oldest first. */
export function useLooks(): LookCard[] {
  const photo = useStudio((state) => state.photo);
  const clientId = photo?.clientId;
  const cards = useRead('looks.list', photo ? (clientId ? { clientId } : { photoId: photo.id }) : null, [
    'looks',
    'trash',
  ]);
  // a picture that was made is no change of the look, but the strip shows it
  const picture = useStudio(({ render: { rendered } }) =>
    rendered && rendered.quality !== 'draft' ? rendered.picture : undefined,
  );
  const { reload } = cards;
  useEffect(() => {
    if (picture) reload();
  }, [picture, reload]);
  return [...(cards.data ?? [])].sort((a, b) => a.look.createdAt.localeCompare(b.look.createdAt));
}

export function FilmStrip({ looks }: { looks: LookCard[] }) {
  const { t } = useTranslation();
  const client = useClient();
  const session = useSession();
  const photo = useStudio((state) => state.photo);
  const clientId = photo?.clientId;
  const owner = useRead('clients.get', clientId ? { id: clientId } : null, ['clients']);
  const picking = useChoosing((state) => state.photo);
  const setPicking = (photo: boolean) => useChoosing.setState({ photo });
  useEffect(() => () => useChoosing.setState({ photo: false }), []);
  if (!photo) return null;
  return (
    <div className={classes.strip}>
      <div className={classes.head}>
        <Popover opened={picking} onChange={setPicking} position="bottom-start" width={340} trapFocus>
          <Popover.Target>
            <button
              type="button"
              className={classes.photo}
              aria-label={`${owner.data?.name ?? photo.fileName}: ${t('studio:photo.choose')}`}
              onClick={() => setPicking(!picking)}
            >
              <img src={client.pictureUrl(photo.hash, 256)} alt="" />
              <span>{owner.data?.name ?? photo.fileName}</span>
              <IconChevronDown size={14} aria-hidden />
            </button>
          </Popover.Target>
          <Popover.Dropdown>
            <PhotoPicker onDone={() => setPicking(false)} />
          </Popover.Dropdown>
        </Popover>
      </div>
      <ul className={classes.looks} aria-label={t('studio:looks.title')}>
        {looks.map((card, i) => (
          <LookItem key={card.look.id} card={card} n={i + 1} looks={looks} />
        ))}
      </ul>
      <div className={classes.foot}>
        <Button
          flex={1}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => session.createLook().catch(notifyError)}
        >
          {t('studio:looks.new')}
        </Button>
        <ActionIcon
          variant="default"
          size={30}
          aria-label={t('commands:studio.duplicate')}
          onClick={() => session.duplicate().catch(notifyError)}
        >
          <IconCopy size={15} aria-hidden />
        </ActionIcon>
      </div>
    </div>
  );
}

function LookItem({ card, n, looks }: { card: LookCard; n: number; looks: LookCard[] }) {
  const { t } = useTranslation();
  const client = useClient();
  const session = useSession();
  const openStudio = useApp((state) => state.openStudio);
  const current = useStudio((state) => state.queue?.look.id === card.look.id);
  const compared = useStudio((state) => state.compared);
  const name = useLookName()(card.look, n);
  const [naming, setNaming] = useState<string>();
  const picked = compared.includes(card.look.id);
  const made = useStudio((state) => state.made[card.look.id]);
  const compare = () =>
    useStudio.setState({
      compared: picked
        ? compared.filter((id) => id !== card.look.id)
        : [...compared, card.look.id].slice(-MOST_COMPARED),
    });
  const rename = () => {
    if (naming === undefined) return;
    setNaming(undefined);
    if (naming.trim() !== card.look.name)
      session.client.call('looks.rename', { id: card.look.id, name: naming.trim() }).catch(notifyError);
  };
  return (
    <li className={classes.look}>
      <button
        type="button"
        className={classes.open}
        aria-current={current || undefined}
        aria-label={name}
        onDoubleClick={() => setNaming(card.look.name)}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || compared.length) compare();
          else openStudio({ lookId: card.look.id });
        }}
      >
        <img src={client.pictureUrl(card.picture ?? made ?? card.photo, 256)} alt="" />
        {naming === undefined && (
          <span className={classes.name}>
            {card.needsReview && (
              <IconAlertTriangle size={13} className={classes.review} aria-label={t('studio:looks.review')} />
            )}
            <b>{name}</b>
          </span>
        )}
      </button>
      {naming !== undefined && (
        <TextInput
          autoFocus
          mt={4}
          value={naming}
          aria-label={t('studio:looks.rename')}
          onChange={(event) => setNaming(event.currentTarget.value)}
          onBlur={rename}
          onKeyDown={(event) => {
            if (event.key === 'Enter') rename();
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setNaming(undefined);
          }}
        />
      )}
      {compared.length > 0 && (
        <span className={classes.pick}>
          <Checkbox checked={picked} aria-label={t('studio:compare.pick', { name })} onChange={compare} />
        </span>
      )}
      {naming === undefined && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon className={classes.menu} size={24} aria-label={t('studio:looks.more', { name })}>
              <IconDots size={14} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setNaming(card.look.name)}>{t('studio:looks.rename')}</Menu.Item>
            <Menu.Item
              onClick={() =>
                session.client
                  .call('looks.duplicate', { id: card.look.id })
                  .then((look) => openStudio({ lookId: look.id }))
                  .catch(notifyError)
              }
            >
              {t('commands:studio.duplicate')}
            </Menu.Item>
            <Menu.Item onClick={compare}>{t('studio:compare.add')}</Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => trashLook(session, card.look, looks).catch(notifyError)}>
              {t('studio:looks.trash')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}
