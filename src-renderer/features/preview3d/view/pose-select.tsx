/** Pose select: how the body of the 3D view stands. */

import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { VIEW_POSES } from '../../../../src-main/contract/names.ts';
import type { ViewPose } from '../../../../src-main/contract/shape-body.ts';
import { useClient } from '../../../client/context.tsx';
import { useDressing } from '../state/dressing.ts';
import { previewOf } from '../state/session.ts';

export function PoseSelect() {
  const { t } = useTranslation();
  const session = previewOf(useClient());
  const pose = useDressing((state) => state.pose);
  const choose = (value: string | null) => {
    if (!value || value === pose) return;
    useDressing.setState({ pose: value as ViewPose });
    session.shape();
  };
  return (
    <Select
      label={t('preview3d:pose.title')}
      mb={8}
      value={pose}
      onChange={choose}
      allowDeselect={false}
      data={VIEW_POSES.map((value) => ({ value, label: t(`preview3d:pose.${value}`) }))}
    />
  );
}
