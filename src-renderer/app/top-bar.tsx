/** Top bar: rooms at the left, search and commands in the middle, jobs and settings at the right. */

import { ActionIcon, Tooltip } from '@mantine/core';
import { IconKeyboard, IconSearch, IconSettings } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { shareOf, useBatches } from '../features/batch/store.ts';
import { useSettingsDialog } from '../features/settings/settings-dialog.tsx';
import { JobsPopover } from './jobs-popover.tsx';
import { Keycaps } from './keycaps.tsx';
import { palette } from './palette.ts';
import classes from './shell.module.css';
import { useCheatSheet } from './shell-commands.ts';
import { ROOMS, useApp } from './store.ts';

export function TopBar() {
  const { t } = useTranslation();
  const room = useApp((state) => state.room);
  const goTo = useApp((state) => state.goTo);
  const share = useBatches(({ cards }) => {
    const running = cards?.find(({ state }) => state === 'running');
    return running && shareOf(running);
  });
  const openSettings = useSettingsDialog((state) => state.open);
  return (
    <header className={classes.bar} data-chrome>
      <nav className={classes.rooms} aria-label={t('common:rooms')}>
        {ROOMS.map((name) => (
          <button
            key={name}
            type="button"
            className={classes.tab}
            aria-current={room === name ? 'page' : undefined}
            onClick={() => goTo(name)}
          >
            {t(`common:room.${name}`)}
            {name === 'batch' && share !== undefined && (
              <span className={classes.share} aria-hidden>
                {Math.floor(100 * share)} %
              </span>
            )}
          </button>
        ))}
      </nav>
      <button type="button" className={classes.search} onClick={() => palette.open()}>
        <IconSearch size={14} aria-hidden />
        <span>{t('common:searchAnything')}</span>
        <Keycaps combo="Ctrl+K" />
      </button>
      <div className={classes.end}>
        <JobsPopover />
        <Tooltip label={t('commands:general.keys')}>
          <ActionIcon
            aria-label={t('commands:general.keys')}
            onClick={() => useCheatSheet.setState({ shown: true })}
          >
            <IconKeyboard size={18} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('commands:general.settings')}>
          <ActionIcon aria-label={t('commands:general.settings')} onClick={() => openSettings()}>
            <IconSettings size={18} />
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  );
}
