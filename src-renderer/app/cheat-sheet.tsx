/** Cheat sheet: every key that does something, by room. */

import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { COMMAND_GROUPS, type Command, keysOf, useKnownCommands } from '../commands/registry.ts';
import classes from './cheat-sheet.module.css';
import { KeycapsOfAll } from './keycaps.tsx';
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
      size={1020}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <div className={classes.columns}>
        {COMMAND_GROUPS.map((group) => {
          const lines = commands.filter((c) => c.group === group && keysOf(c, own).length > 0);
          return lines.length === 0 ? null : <Group key={group} group={group} lines={lines} own={own} />;
        })}
      </div>
    </Modal>
  );
}

function Group(props: { group: Command['group']; lines: Command[]; own: Readonly<Record<string, string>> }) {
  const { t } = useTranslation();
  return (
    <section>
      <h3 className={classes.heading}>{t(`commands:group.${props.group}`)}</h3>
      <dl className={classes.lines}>
        {props.lines.map((command) => (
          <div key={command.id} className={classes.line}>
            <dt>{t(command.title)}</dt>
            <dd>
              <KeycapsOfAll combos={keysOf(command, props.own)} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
