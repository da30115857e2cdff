/**
 * Seen attributes: what Toile sees in the picture of a garment and how sure it is, put right by the user. What was put right
 * stays, whatever is seen later.
 */

import { Button, Menu } from '@mantine/core';
import { IconCheck, IconPencil, IconPlus, IconQuestionMark } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GarmentKnowledge } from '../../../src-main/contract/calls/knowledge.ts';
import type { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import type { AttributeGroup } from '../../../src-main/contract/knowledge.ts';
import { useClient } from '../../client/context.tsx';
import { change } from './actions.ts';
import classes from './inspector.module.css';
import { inLanguage, valueWord } from './knowledge.ts';

/** From this probability on a value is told plainly. */
const SURE = 0.75;
/** Below this one nothing is told. */
const GUESS = 0.3;
/** Colours have a section of their own. */
const ELSEWHERE = new Set(['colour']);
/** Value that says that there is no such part. */
const NONE = 'none';

/** Values of a group that the user, or the record, gives. */
export function givenValues({ attributes }: CatalogGarment, { id, values }: AttributeGroup): string[] {
  const given = attributes[id]?.split(',').map((value) => value.trim()) ?? [];
  return given.filter((value) => values.some((one) => one.id === value));
}

export interface Told {
  values: readonly string[];
  /** How sure it is, 0..1; undefined where the user said so. */
  sure: number | undefined;
}

/** What is told of a group: what was given, else what holds, else the best guess. */
export function toldOf(garment: CatalogGarment, group: AttributeGroup, known: GarmentKnowledge): Told {
  const given = givenValues(garment, group);
  if (given.length > 0) return { values: given, sure: undefined };
  const seen = known.seen[group.id] ?? [];
  const of = (value: string) => seen.find((one) => one.value === value)?.probability ?? 0;
  const holds = known.holds[group.id] ?? [];
  if (holds.length > 0) return { values: holds, sure: Math.min(...holds.map(of)) };
  const [best] = seen;
  return best && best.probability >= GUESS
    ? { values: [best.value], sure: best.probability }
    : { values: [], sure: 0 };
}

function Row({
  garment,
  group,
  known,
}: {
  garment: CatalogGarment;
  group: AttributeGroup;
  known: GarmentKnowledge;
}) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const told = toldOf(garment, group, known);
  const name = inLanguage(group, i18n.language);
  const words = told.values.map((value) => valueWord(group, value, i18n.language)).join(t('told:between'));
  const seen = new Map(known.seen[group.id]?.map(({ value, probability }) => [value, probability]));
  const give = (values: readonly string[]) => {
    const { [group.id]: _, ...others } = garment.attributes;
    const attributes = values.length > 0 ? { ...others, [group.id]: values.join(',') } : others;
    void change(client, (_, language) => inLanguage(group, language), [garment], { attributes });
  };
  const unsure = told.sure !== undefined && told.sure < SURE;
  const values = [...group.values].sort((a, b) => (seen.get(b.id) ?? 0) - (seen.get(a.id) ?? 0));
  return (
    <div className={classes.seenRow}>
      <span className={classes.seenName}>{name}</span>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <button
            type="button"
            className={classes.seenValue}
            data-unsure={unsure || undefined}
            title={
              told.sure === undefined
                ? t('library:seen.given')
                : t(unsure ? 'library:seen.unsure' : 'library:seen.sure', {
                    share: Math.round(told.sure * 100),
                  })
            }
          >
            <span className={classes.hidden}>
              {t(unsure ? 'library:seen.perhaps' : 'library:seen.is', { name })}
            </span>
            {unsure && <IconQuestionMark size={12} aria-hidden />}
            <span>{words || t('library:unknown')}</span>
            {told.sure === undefined ? (
              <IconPencil size={12} aria-hidden />
            ) : (
              <small>{Math.round(told.sure * 100)} %</small>
            )}
          </button>
        </Menu.Target>
        <Menu.Dropdown className={classes.seenMenu}>
          {values.map((value) => {
            const on = told.values.includes(value.id);
            const share = seen.get(value.id);
            const others =
              told.sure === undefined || !unsure ? told.values.filter((v) => v !== value.id) : [];
            return (
              <Menu.CheckboxItem
                key={value.id}
                checked={on && !unsure}
                closeMenuOnClick={group.kind === 'single'}
                rightSection={share === undefined ? undefined : <small>{Math.round(share * 100)} %</small>}
                onChange={() => {
                  if (group.kind === 'single') give([value.id]);
                  else give(on && !unsure ? others : [...others, value.id]);
                }}
              >
                {inLanguage(value, i18n.language)}
              </Menu.CheckboxItem>
            );
          })}
          {told.sure === undefined && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => give([])}>{t('library:seen.back')}</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

/** Every group that says something; the others on demand. */
export function SeenAttributes({ garment, known }: { garment: CatalogGarment; known: GarmentKnowledge }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const groups = known.groups.filter(({ id }) => !ELSEWHERE.has(id) || garment.colours.length === 0);
  const telling = groups.filter((group) => {
    const { values } = toldOf(garment, group, known);
    return values.length > 0 && !values.includes(NONE);
  });
  const shown = all ? groups : telling;
  return (
    <div className={classes.seenRows}>
      {shown.map((group) => (
        <Row key={group.id} garment={garment} group={group} known={known} />
      ))}
      {telling.length < groups.length && (
        <button type="button" className={classes.link} aria-expanded={all} onClick={() => setAll(!all)}>
          {t(all ? 'library:seen.less' : 'library:seen.more')}
        </button>
      )}
    </div>
  );
}

/** Name and tags made of what is sure, each taken over with one click. */
export function Suggestions({ garment, known }: { garment: CatalogGarment; known: GarmentKnowledge }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const { suggested } = known;
  const name = inLanguage(suggested.name, i18n.language);
  const offered = i18n.language.startsWith('zh') ? suggested.tags.zh : suggested.tags.en;
  const tags = offered.filter((tag) => !garment.tags.includes(tag));
  const renamed = name !== '' && name !== garment.name;
  if (!renamed && tags.length === 0) return null;
  const tag = (added: readonly string[]) =>
    void change(client, (t) => t('library:field.tags'), [garment], {
      tags: [...new Set([...garment.tags, ...added])].sort(),
    });
  return (
    <div className={classes.suggestions}>
      {renamed && (
        <div className={classes.suggestion}>
          <span>
            <small>{t('library:suggest.name')}</small>
            {name}
          </span>
          <Button
            size="compact-xs"
            leftSection={<IconCheck size={12} aria-hidden />}
            aria-label={t('library:suggest.takeName', { name })}
            onClick={() => void change(client, (t) => t('library:field.name'), [garment], { name })}
          >
            {t('library:suggest.take')}
          </Button>
        </div>
      )}
      {tags.length > 0 && (
        <div className={classes.suggestion}>
          <span>
            <small>{t('library:suggest.tags')}</small>
            <span className={classes.swatches}>
              {tags.map((one) => (
                <button
                  key={one}
                  type="button"
                  className={classes.tagOffer}
                  aria-label={t('library:suggest.takeTag', { tag: one })}
                  onClick={() => tag([one])}
                >
                  <IconPlus size={12} aria-hidden />
                  {one}
                </button>
              ))}
            </span>
          </span>
          <Button
            size="compact-xs"
            leftSection={<IconCheck size={12} aria-hidden />}
            aria-label={t('library:suggest.takeTags')}
            onClick={() => tag(tags)}
          >
            {t('library:suggest.take')}
          </Button>
        </div>
      )}
    </div>
  );
}
