/** Settings of the keys: every command, its combination, and which others have the same. */

import { ActionIcon, Button, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconArrowBackUp, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeycapsOfAll } from '../../app/keycaps.tsx';
import { useSettings } from '../../app/settings.ts';
import { useClient } from '../../client/context.tsx';
import { clashesOf } from '../../commands/clashes.ts';
import { comboOf } from '../../commands/keys.ts';
import { COMMAND_GROUPS, type Command, keysOf, useKnownCommands } from '../../commands/registry.ts';
import { notifyError } from '../../ui/notify.tsx';
import classes from './settings.module.css';

function KeyRow({ command, all }: { command: Command; all: readonly Command[] }) {
  const { t } = useTranslation();
  const client = useClient();
  const { settings, change } = useSettings();
  const own = settings.keys;
  const [waiting, setWaiting] = useState(false);
  const set = (combo: string | null) =>
    void change(client, { keys: { [command.id]: combo } }).catch(notifyError);
  const press = (event: KeyboardEvent) => {
    if (!waiting) return;
    const combo = comboOf(event.nativeEvent);
    // Tab must lead on, or nobody gets out of here by keyboard
    if (!combo || combo === 'Tab' || combo === 'Shift+Tab') return;
    event.preventDefault();
    event.stopPropagation();
    setWaiting(false);
    if (combo !== 'Escape') set(combo);
  };
  const title = t(command.title);
  const combos = keysOf(command, own);
  const clashes = clashesOf(command, all, own);
  return (
    <div className={classes.keyRow}>
      <span>
        {title}
        {clashes.length > 0 && (
          <div className={classes.clash}>
            {t('settings:keys.clash', { commands: clashes.map((other) => t(other.title)).join(', ') })}
          </div>
        )}
      </span>
      <button
        type="button"
        className={classes.keyButton}
        data-waiting={waiting || undefined}
        onClick={() => setWaiting(!waiting)}
        onBlur={() => setWaiting(false)}
        onKeyDown={press}
      >
        <VisuallyHidden>{t('settings:keys.change', { command: title })}</VisuallyHidden>
        {waiting ? t('settings:keys.press') : <KeycapsOfAll combos={combos} />}
      </button>
      <Tooltip label={t('settings:keys.none')}>
        <ActionIcon
          aria-label={`${t('settings:keys.none')}: ${title}`}
          disabled={combos.length === 0}
          onClick={() => set('')}
        >
          <IconX size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('settings:keys.default')}>
        <ActionIcon
          aria-label={`${t('settings:keys.default')}: ${title}`}
          disabled={own[command.id] === undefined}
          onClick={() => set(null)}
        >
          <IconArrowBackUp size={14} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

export function KeySettings() {
  const { t } = useTranslation();
  const client = useClient();
  const commands = useKnownCommands();
  const { settings, change } = useSettings();
  const ids = Object.keys(settings.keys);
  return (
    <>
      {COMMAND_GROUPS.map((group) => {
        const lines = commands.filter((command) => command.group === group);
        if (lines.length === 0) return null;
        return (
          <section key={group}>
            <h3 className={classes.heading}>{t(`commands:group.${group}`)}</h3>
            {lines.map((command) => (
              <KeyRow key={command.id} command={command} all={commands} />
            ))}
          </section>
        );
      })}
      <Button
        mt={12}
        disabled={ids.length === 0}
        onClick={() =>
          void change(client, { keys: Object.fromEntries(ids.map((id) => [id, null])) }).catch(notifyError)
        }
      >
        {t('settings:keys.allDefault')}
      </Button>
    </>
  );
}
