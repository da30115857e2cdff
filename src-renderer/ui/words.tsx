/** Words that follow the language also where their dialog was opened before it changed. */

import { useTranslation } from 'react-i18next';

/** The translation of a key, with what it names. */
export function Words({ of: key, ...values }: { of: string } & Record<string, unknown>) {
  const { t } = useTranslation();
  return <>{t(key, values)}</>;
}
