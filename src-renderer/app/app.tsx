/** App: providers around the shell - the core's client, theme, language, toasts and dialogs. */

import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '../ui/theme.css';
import '../ui/fonts.ts';

import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { useEffect, useMemo, useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import { ClientProvider } from '../client/context.tsx';
import type { StudioClient } from '../client/studio-client.ts';
import { createI18n } from '../ui/i18n/index.ts';
import { languageFor } from '../ui/i18n/language.ts';
import { theme } from '../ui/theme.ts';
import { useSettings } from './settings.ts';
import { Shell } from './shell.tsx';

/** The light or dark theme the system asks for. */
function useSystemTheme(): 'light' | 'dark' {
  const [query] = useState(() => window.matchMedia('(prefers-color-scheme: light)'));
  const [light, setLight] = useState(query.matches);
  useEffect(() => {
    const hear = () => setLight(query.matches);
    query.addEventListener('change', hear);
    return () => query.removeEventListener('change', hear);
  }, [query]);
  return light ? 'light' : 'dark';
}

export function App({ client }: { client: StudioClient }) {
  const { language, theme: wanted, surround } = useSettings((state) => state.settings);
  const shown = languageFor(language, navigator.languages);
  const system = useSystemTheme();
  const i18n = useMemo(() => createI18n(languageFor('system', navigator.languages)), []);
  useEffect(() => {
    void i18n.changeLanguage(shown);
    document.documentElement.lang = shown;
  }, [i18n, shown]);
  useEffect(() => {
    document.documentElement.dataset.surround = surround;
  }, [surround]);
  // Notes are shown from anywhere, their buttons have their words from here.
  const worded = useMemo(() => {
    const closeButtonProps = { 'aria-label': i18n.getFixedT(shown)('common:close') };
    return {
      ...theme,
      components: { ...theme.components, Notification: { defaultProps: { closeButtonProps } } },
    };
  }, [i18n, shown]);
  return (
    <ClientProvider value={client}>
      <I18nextProvider i18n={i18n}>
        <MantineProvider
          theme={worded}
          forceColorScheme={wanted === 'system' ? system : wanted}
          // The content policy refuses style elements: variables are in theme.css.
          withCssVariables={false}
          withGlobalClasses={false}
        >
          <ModalsProvider modalProps={{ lockScroll: false }}>
            <Notifications position="bottom-center" limit={4} containerWidth={380} />
            <Shell />
          </ModalsProvider>
        </MantineProvider>
      </I18nextProvider>
    </ClientProvider>
  );
}
