/** Settings: a dialog with one page per subject. */

import { Modal, Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { About } from './about.tsx';
import { Appearance } from './appearance.tsx';
import { KeySettings } from './key-settings.tsx';
import { LibraryCare } from './library-care.tsx';
import { Models } from './models.tsx';
import classes from './settings.module.css';

const PAGES = {
  appearance: Appearance,
  keys: KeySettings,
  models: Models,
  library: LibraryCare,
  about: About,
} as const;
export type SettingsPage = keyof typeof PAGES;
const PAGE_NAMES = Object.keys(PAGES) as SettingsPage[];

interface DialogState {
  page: SettingsPage | undefined;
  open: (page?: SettingsPage) => void;
  close: () => void;
}

export const useSettingsDialog = create<DialogState>((set) => ({
  page: undefined,
  open: (page = 'appearance') => set({ page }),
  close: () => set({ page: undefined }),
}));

export function SettingsDialog() {
  const { t } = useTranslation();
  const { page, open, close } = useSettingsDialog();
  return (
    <Modal
      opened={page !== undefined}
      onClose={close}
      title={t('settings:title')}
      size={820}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Tabs
        orientation="vertical"
        value={page ?? 'appearance'}
        onChange={(value) => open(value as SettingsPage)}
        className={classes.tabs}
      >
        <Tabs.List aria-label={t('settings:title')}>
          {PAGE_NAMES.map((name) => (
            <Tabs.Tab key={name} value={name} className={classes.tab}>
              {t(`settings:page.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {PAGE_NAMES.map((name) => {
          const Page = PAGES[name];
          return (
            <Tabs.Panel key={name} value={name} className={classes.page} tabIndex={0}>
              {page === name && <Page />}
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </Modal>
  );
}
