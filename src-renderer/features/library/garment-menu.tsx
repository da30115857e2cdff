/** Garment menu: what can be done with the garments under the pointer, each as the command that has the key. */

import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Keycaps } from '../../app/keycaps.tsx';
import { useSettings } from '../../app/settings.ts';
import { keysOf, useRegistry } from '../../commands/registry.ts';

/** By groups, with a line between. */
const ENTRIES = [
  ['library.tryOn', 'library.like', 'library.loupe'],
  ['library.pick', 'library.reject', 'library.unflag'],
  ['library.split', 'library.trash', 'library.restore'],
];

export function GarmentMenu() {
  const { t } = useTranslation();
  const own = useSettings((state) => state.settings.keys);
  const commands = useRegistry((state) => state.commands);
  const groups = ENTRIES.map((ids) =>
    ids.flatMap((id) => commands.find((one) => one.id === id && (one.enabled?.() ?? true)) ?? []),
  ).filter((group) => group.length > 0);
  return (
    <Menu.Dropdown>
      {groups.map((group, at) => (
        <div key={group[0].id} role="presentation">
          {at > 0 && <Menu.Divider />}
          {group.map((command) => {
            const [key] = keysOf(command, own);
            return (
              <Menu.Item
                key={command.id}
                rightSection={key ? <Keycaps combo={key} /> : undefined}
                onClick={() => void command.run()}
              >
                {t(command.title)}
              </Menu.Item>
            );
          })}
        </div>
      ))}
    </Menu.Dropdown>
  );
}
