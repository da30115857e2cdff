/** Studio room: the photo and what is worn on it. */

import { IconPhoto } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty-state.tsx';

export function StudioRoom() {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<IconPhoto size={40} stroke={1.2} />}
      title={t('studio:empty.title')}
      text={t('studio:empty.text')}
    />
  );
}
