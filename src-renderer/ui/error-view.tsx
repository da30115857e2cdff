/** Error view: what happened, what to do, a button that does it, and details folded away and copyable. */

import { Button, Collapse, CopyButton, Group } from '@mantine/core';
import { IconAlertTriangle, IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { told } from '../../src-main/contract/told.ts';
import classes from './error-view.module.css';
import { errorDetails, remedyFor, tellError } from './errors.ts';
import { useRemedies } from './remedies.ts';

export function ErrorView(props: {
  error: unknown;
  onRetry?: () => void;
  compact?: boolean;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const error = tellError(props.error);
  const { code, reason } = error;
  const details = errorDetails(t, error);
  const remedies = useRemedies();
  const remedy = remedyFor(code);
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.view} data-compact={props.compact || undefined} role="alert" data-code={code}>
      <IconAlertTriangle className={classes.icon} size={20} aria-hidden />
      <div className={classes.words}>
        <p className={classes.title}>{t(`errors:${code}.title`)}</p>
        {reason && <p className={classes.advice}>{t('errors:reason', { what: told(t, reason) })}</p>}
        <p className={classes.advice}>{t(`errors:${code}.advice`)}</p>
        <Group gap={8} mt={8}>
          {props.children}
          {remedy && (
            <Button variant="filled" onClick={() => remedies[remedy]()}>
              {t(`errors:remedy.${remedy}`)}
            </Button>
          )}
          {props.onRetry && (
            <Button variant={remedy || props.children ? 'default' : 'filled'} onClick={props.onRetry}>
              {t('common:tryAgain')}
            </Button>
          )}
          <Button
            variant="subtle"
            color="gray"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            leftSection={
              <IconChevronRight size={14} className={classes.chevron} data-open={open || undefined} />
            }
          >
            {t('common:details')}
          </Button>
        </Group>
        <Collapse expanded={open}>
          <p className={classes.advice}>{t('errors:forHelp')}</p>
          <pre className={classes.details} dir="ltr">
            {details}
          </pre>
          <CopyButton value={details}>
            {({ copied, copy }) => (
              <Button variant="subtle" color="gray" onClick={copy}>
                {copied ? t('common:copied') : t('common:copyDetails')}
              </Button>
            )}
          </CopyButton>
        </Collapse>
      </div>
    </div>
  );
}
