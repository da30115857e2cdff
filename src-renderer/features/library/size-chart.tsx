/** Size chart: what each size of the garment measures, in the user's units; a column a size, as five of them fit the panel. */

import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Category, SizeRow } from '../../../src-main/contract/catalog/garment.ts';
import { DIMENSION_NAMES } from '../../../src-main/contract/names.ts';
import { useSettings } from '../../app/settings.ts';
import { DraftNumber, DraftText } from '../../ui/fields.tsx';
import { fromCm, toCm } from '../../ui/format.ts';
import classes from './inspector.module.css';
import { DIMENSIONS_OF, nextLabel, tidied } from './sizes.ts';

/** Widths in CSS pixels: of what is measured, and the least of a size. */
const LABEL = 76;
const COLUMN = 38;

export function SizeChartEditor(props: {
  category: Category | undefined;
  sizes: readonly SizeRow[];
  onChange: (sizes: SizeRow[]) => void;
}) {
  const { t } = useTranslation();
  const units = useSettings((state) => state.settings.units);
  const { sizes, category } = props;
  // what the kind of garment is measured by, and whatever else has been filled in
  const measures = DIMENSION_NAMES.filter(
    (name) => DIMENSIONS_OF(category).includes(name) || sizes.some((row) => row[name] !== undefined),
  );
  const set = (at: number, changes: Partial<SizeRow>) =>
    props.onChange(sizes.map((row, i) => (i === at ? tidied({ ...row, ...changes }) : row)));
  const free = (label: string, at: number) => !sizes.some((row, i) => i !== at && row.label === label.trim());
  return (
    <section className={classes.section}>
      <h3>
        {t('library:field.sizes')}
        <small className={classes.units}>{t(`settings:units.${units}`)}</small>
      </h3>
      {sizes.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <section className={classes.chart} tabIndex={0} aria-label={t('library:field.sizes')}>
          <table style={{ minWidth: LABEL + sizes.length * COLUMN }}>
            <colgroup>
              <col style={{ width: LABEL }} />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">{t('library:size.label')}</th>
                {sizes.map((row, at) => (
                  <th key={row.label} scope="col">
                    <DraftText
                      variant="unstyled"
                      aria-label={t('library:size.label')}
                      value={row.label}
                      maxLength={20}
                      onGive={(label) => label.trim() && free(label, at) && set(at, { label: label.trim() })}
                    />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">{t('library:size.stock')}</th>
                {sizes.map((row, at) => (
                  <td key={row.label}>
                    <DraftNumber
                      variant="unstyled"
                      aria-label={t('library:size.cell', { size: row.label, what: t('library:size.stock') })}
                      placeholder="–"
                      min={0}
                      max={1e6}
                      allowDecimal={false}
                      value={row.stock}
                      onGive={(stock) => set(at, { stock })}
                    />
                  </td>
                ))}
              </tr>
              {measures.map((name) => (
                <tr key={name}>
                  <th scope="row">{t(`library:dimension.${name}`)}</th>
                  {sizes.map((row, at) => (
                    <td key={row.label}>
                      <DraftNumber
                        variant="unstyled"
                        aria-label={t('library:size.cell', {
                          size: row.label,
                          what: t(`library:dimension.${name}`),
                        })}
                        placeholder="–"
                        min={0}
                        max={600}
                        decimalScale={1}
                        value={row[name] === undefined ? undefined : fromCm(row[name], units)}
                        onGive={(value) =>
                          set(at, { [name]: value === undefined ? undefined : toCm(value, units) })
                        }
                      />
                    </td>
                  ))}
                </tr>
              ))}
              <tr>
                <th scope="row">
                  <span className={classes.hidden}>{t('common:delete')}</span>
                </th>
                {sizes.map((row, at) => (
                  <td key={row.label}>
                    <ActionIcon
                      size={22}
                      aria-label={t('library:size.remove', { size: row.label })}
                      onClick={() => props.onChange(sizes.filter((_, i) => i !== at))}
                    >
                      <IconX size={12} />
                    </ActionIcon>
                  </td>
                ))}
              </tr>
            </tbody>
          </table>
        </section>
      )}
      {sizes.length < 40 && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={() => props.onChange([...sizes, { label: nextLabel(sizes.map((row) => row.label)) }])}
        >
          {t('library:size.add')}
        </Button>
      )}
    </section>
  );
}
