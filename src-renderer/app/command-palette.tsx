/** Command palette: every command by name, and everything of the library by its words. */

import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconHanger, IconPhoto, IconSearch, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hit } from '../../src-main/contract/calls/app.ts';
import { useClient, useRead } from '../client/context.tsx';
import { keysOf, useRegistry } from '../commands/registry.ts';
import { showGarment } from '../features/library/show.ts';
import { Keycaps } from './keycaps.tsx';
import { paletteStore, useFirstLine } from './palette.ts';
import { useSettings } from './settings.ts';
import { useApp } from './store.ts';

const ICONS = { garment: IconHanger, client: IconUser, look: IconPhoto };

export function CommandPalette() {
  const { t } = useTranslation();
  const client = useClient();
  const commands = useRegistry((state) => state.commands);
  const own = useSettings((state) => state.settings.keys);
  const openStudio = useApp((state) => state.openStudio);
  const [query, setQuery] = useState('');
  const text = query.trim();
  const found = useRead('search.all', text ? { text, limit: 12 } : null);

  const open = (hit: Hit) => {
    if (hit.kind === 'look') openStudio({ lookId: hit.id });
    if (hit.kind === 'client') useApp.setState({ room: 'clients', clientId: hit.id });
    if (hit.kind === 'garment') showGarment(hit.id);
  };
  const matching = commands
    .filter((command) => !command.hidden && (command.enabled?.() ?? true))
    .filter((command) => t(command.title).toLowerCase().includes(text.toLowerCase()));
  const actions: SpotlightActionGroupData[] = [
    {
      group: t('common:palette.found'),
      actions: (text ? (found.data ?? []) : []).map((hit) => {
        const Icon = ICONS[hit.kind];
        return {
          id: hit.id,
          label: hit.title || (hit.kind === 'look' ? t('common:palette.unnamed') : hit.subtitle),
          description: hit.title || hit.kind === 'look' ? hit.subtitle : undefined,
          leftSection: hit.picture ? (
            <img
              src={client.pictureUrl(hit.picture, 256)}
              alt=""
              width={36}
              height={36}
              style={{ objectFit: 'cover', objectPosition: 'top', borderRadius: 3 }}
            />
          ) : (
            <Icon size={20} aria-hidden style={{ margin: 8 }} />
          ),
          onClick: () => open(hit),
        };
      }),
    },
    {
      group: t('common:palette.commands'),
      actions: matching.map((command) => ({
        id: command.id,
        label: t(command.title),
        rightSection: keysOf(command, own)[0] ? <Keycaps combo={keysOf(command, own)[0]} /> : undefined,
        onClick: () => void command.run(),
      })),
    },
  ].filter((group) => group.actions.length > 0);

  const lines = [...(text ? (found.data ?? []) : []), ...matching].map(({ id }) => id);
  useFirstLine(lines.join());

  return (
    <Spotlight
      store={paletteStore}
      centered={false}
      yOffset={64}
      overlayProps={{ blur: 0, backgroundOpacity: 0.5 }}
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      // what is asked for has been filtered above, by the core for records
      filter={(_, given) => given}
      shortcut={null}
      lockScroll={false}
      scrollable
      maxHeight={420}
      nothingFound={t('common:palette.nothing')}
      transitionProps={{ duration: 120 }}
      searchProps={{
        leftSection: <IconSearch size={16} aria-hidden />,
        placeholder: t('common:searchAnything'),
        'aria-label': t('common:searchAnything'),
      }}
    />
  );
}
