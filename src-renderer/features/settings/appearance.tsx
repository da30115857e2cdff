/** Settings of how the window looks and counts. */

import { SegmentedControl, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AppSettings, SettingChanges } from '../../../src-main/contract/calls/app.ts';
import { QUICK_PICTURES, useSettings } from '../../app/settings.ts';
import { useClient } from '../../client/context.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { Row } from './row.tsx';

export function Appearance() {
  const { t } = useTranslation();
  const client = useClient();
  const { settings, change } = useSettings();
  const set = (changes: Pick<SettingChanges, 'language' | 'theme' | 'surround' | 'units' | 'layout'>) =>
    change(client, changes).catch(notifyError);
  return (
    <Stack gap={0}>
      <Row label={t('settings:language.label')}>
        {(id) => (
          <Select
            aria-labelledby={id}
            value={settings.language}
            onChange={(value) => set({ language: value as AppSettings['language'] })}
            data={[
              { value: 'system', label: t('settings:language.system') },
              { value: 'en', label: 'English' },
              { value: 'zh-CN', label: '简体中文' },
            ]}
          />
        )}
      </Row>
      <Row label={t('settings:theme.label')}>
        {(id) => (
          <SegmentedControl
            aria-labelledby={id}
            value={settings.theme}
            onChange={(value) => set({ theme: value as AppSettings['theme'] })}
            data={(['dark', 'light', 'system'] as const).map((value) => ({
              value,
              label: t(`settings:theme.${value}`),
            }))}
          />
        )}
      </Row>
      <Row label={t('settings:surround.label')} hint={t('settings:surround.hint')}>
        {(id) => (
          <SegmentedControl
            aria-labelledby={id}
            value={settings.surround}
            onChange={(value) => set({ surround: value as AppSettings['surround'] })}
            data={(['grey', 'black', 'white'] as const).map((value) => ({
              value,
              label: t(`settings:surround.${value}`),
            }))}
          />
        )}
      </Row>
      <Row label={t('settings:pictures3d.label')} hint={t('settings:pictures3d.hint')}>
        {(id) => (
          <SegmentedControl
            aria-labelledby={id}
            value={settings.layout[QUICK_PICTURES] === true ? 'quick' : 'fine'}
            onChange={(value) => set({ layout: { [QUICK_PICTURES]: value === 'quick' } })}
            data={(['fine', 'quick'] as const).map((value) => ({
              value,
              label: t(`settings:pictures3d.${value}`),
            }))}
          />
        )}
      </Row>
      <Row label={t('settings:units.label')}>
        {(id) => (
          <SegmentedControl
            aria-labelledby={id}
            value={settings.units}
            onChange={(value) => set({ units: value as AppSettings['units'] })}
            data={(['cm', 'inch'] as const).map((value) => ({ value, label: t(`settings:units.${value}`) }))}
          />
        )}
      </Row>
    </Stack>
  );
}
