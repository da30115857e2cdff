/** Settings: a dialog with one page per subject. */

import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { Appearance } from './appearance.tsx';

export const SETTINGS_PAGES = ['appearance', 'keys', 'models', 'library', 'about'] as const;
export type SettingsPage = (typeof SETTINGS_PAGES)[number];

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
  const { page, close } = useSettingsDialog();
  return (
    <Modal
      opened={page !== undefined}
      onClose={close}
      title={t('settings:title')}
      size={760}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Appearance />
    </Modal>
  );
}
