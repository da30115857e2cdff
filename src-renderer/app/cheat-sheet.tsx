/** Cheat sheet: every key that does something, by room. */

import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { COMMAND_GROUPS, keysOf, useKnownCommands } from '../commands/registry.ts';
import classes from './cheat-sheet.module.css';
import { Keycaps } from './keycaps.tsx';
import { useSettings } from './settings.ts';
import { useCheatSheet } from './shell-commands.ts';

export function CheatSheet() {
  const { t } = useTranslation();
  const shown = useCheatSheet((state) => state.shown);
  const commands = useKnownCommands();
  const own = useSettings((state) => state.settings.keys);
  return (
    <Modal
      opened={shown}
      onClose={() => useCheatSheet.setState({ shown: false })}
      title={t('commands:general.keys')}
      size={760}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <div className={classes.groups}>
        {COMMAND_GROUPS.map((group) => {
          const lines = commands.filter((c) => c.group === group && keysOf(c, own).length > 0);
          if (lines.length === 0) return null;
          return (
            <section key={group}>
              <h3 className={classes.heading}>{t(`commands:group.${group}`)}</h3>
              <dl className={classes.lines}>
                {lines.map((command) => (
                  <div key={command.id} className={classes.line}>
                    <dt>{t(command.title)}</dt>
                    <dd>
                      {keysOf(command, own).map((combo) => (
                        <Keycaps key={combo} combo={combo} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Modal>
  );
}
