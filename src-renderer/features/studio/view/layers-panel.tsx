/** Layers panel: what is worn, outermost on top; order, tuck, visibility, lock, size. */

import { ActionIcon, Menu, Select, Switch } from '@mantine/core';
import { IconDots, IconEye, IconEyeOff, IconGripVertical, IconLock, IconLockOpen } from '@tabler/icons-react';
import { type DragEvent, type KeyboardEvent, memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LookLayer } from '../../../../src-main/contract/catalog/look.ts';
import { useClient } from '../../../client/context.tsx';
import { MenuEntry } from '../../../ui/menu-entry.tsx';
import {
  moveLayer,
  removeLayer,
  removePins,
  setLocked,
  setSize,
  setTuck,
  setVisible,
} from '../logic/document-edits.ts';
import { shownDocument, useStudio } from '../state/store.ts';
import { useGarmentName, useSession } from './hooks.ts';
import classes from './layers.module.css';
import studio from './studio.module.css';

const LAYER_TYPE = 'application/x-toile-layer';

export function LayersPanel() {
  const { t } = useTranslation();
  const layers = useStudio((state) => shownDocument(state)?.layers);
  if (!layers?.length) return <p className={studio.hint}>{t('studio:layers.empty')}</p>;
  return (
    <ul className={classes.layers} aria-label={t('studio:layers.title')}>
      {layers
        .map((layer, i) => <LayerItem key={layer.id} layer={layer} at={i} count={layers.length} />)
        .reverse()}
    </ul>
  );
}

const LayerItem = memo(function LayerItem({
  layer,
  at,
  count,
}: {
  layer: LookLayer;
  at: number;
  count: number;
}) {
  const { t } = useTranslation();
  const client = useClient();
  const session = useSession();
  const chosen = useStudio((state) => state.layerId === layer.id);
  const garment = useStudio((state) => state.garments[layer.garmentId]);
  const seen = useStudio((state) => state.render.rendered?.layers.find((other) => other.id === layer.id));
  const nameOf = useGarmentName();
  const name = nameOf(layer.garmentId);
  // only what ends at the waist of something else can be tucked into it
  const canTuck = garment?.category === 'top' || garment?.category === undefined;
  const sized = (garment?.sizes.length ?? 0) > 0;
  const [over, setOver] = useState<'above' | 'below'>();
  const choose = () => useStudio.setState({ layerId: layer.id });

  const side = (event: DragEvent) => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    return event.clientY < top + height / 2 ? 'above' : 'below';
  };
  const drop = (event: DragEvent) => {
    const id = event.dataTransfer.getData(LAYER_TYPE);
    setOver(undefined);
    if (!id || id === layer.id) return;
    event.preventDefault();
    const layers = useStudio.getState().queue?.document.layers ?? [];
    const from = layers.findIndex((other) => other.id === id);
    if (from < 0) return;
    // the list shows the outermost on top: above means further out
    const gap = side(event) === 'above' ? at + 1 : at;
    session.commit(moveLayer(id, from < gap ? gap - 1 : gap, nameOf(layers[from]!.garmentId)));
  };
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by || !event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    session.commit(moveLayer(layer.id, at + by, name));
  };
  return (
    <li
      className={classes.layer}
      data-chosen={chosen || undefined}
      data-hidden={layer.visible ? undefined : true}
      data-over={over}
      data-layer={layer.id}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(LAYER_TYPE)) return;
        event.preventDefault();
        setOver(side(event));
      }}
      onDragLeave={() => setOver(undefined)}
      onDrop={drop}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(LAYER_TYPE, layer.id);
        event.dataTransfer.effectAllowed = 'move';
      }}
    >
      <div className={classes.line}>
        <IconGripVertical size={14} className={classes.grip} aria-hidden />
        <button
          type="button"
          className={classes.name}
          aria-pressed={chosen}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
          onClick={choose}
          onKeyDown={keys}
        >
          {garment && <img src={client.pictureUrl(garment.hash, 256)} alt="" draggable={false} />}
          <span>
            <b>{name}</b>
            <small>
              {garment?.category ? t(`studio:kind.${garment.category}`) : ''}
              {layer.size ? ` · ${layer.size}` : ''}
              {seen && seen.confidence < 0.5 && (
                <span className={classes.warn}> · {t('studio:layers.unsure')}</span>
              )}
            </small>
          </span>
        </button>
        <ActionIcon
          size={26}
          aria-label={t(layer.visible ? 'studio:layers.hide' : 'studio:layers.show', { name })}
          onClick={() => session.commit(setVisible(layer.id, !layer.visible, name))}
        >
          {layer.visible ? <IconEye size={15} aria-hidden /> : <IconEyeOff size={15} aria-hidden />}
        </ActionIcon>
        <ActionIcon
          size={26}
          aria-label={t(layer.locked ? 'studio:layers.unlock' : 'studio:layers.lock', { name })}
          onClick={() => session.commit(setLocked(layer.id, !layer.locked, name))}
        >
          {layer.locked ? <IconLock size={15} aria-hidden /> : <IconLockOpen size={15} aria-hidden />}
        </ActionIcon>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon size={26} aria-label={t('studio:layers.more', { name })}>
              <IconDots size={15} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <MenuEntry
              off={at === count - 1}
              onClick={() => session.commit(moveLayer(layer.id, at + 1, name))}
            >
              {t('studio:layers.outwards')}
            </MenuEntry>
            <MenuEntry off={at === 0} onClick={() => session.commit(moveLayer(layer.id, at - 1, name))}>
              {t('studio:layers.inwards')}
            </MenuEntry>
            <MenuEntry
              off={!layer.pins.length || layer.locked}
              onClick={() => session.commit(removePins(layer.id))}
            >
              {t('studio:pins.removeAll')}
            </MenuEntry>
            <Menu.Divider />
            <MenuEntry
              color="red"
              off={layer.locked}
              onClick={() => session.commit(removeLayer(layer.id, name))}
            >
              {t('studio:layers.remove')}
            </MenuEntry>
          </Menu.Dropdown>
        </Menu>
      </div>
      {chosen && (canTuck || sized) && (
        <div className={classes.options}>
          {canTuck && (
            <Switch
              label={t('studio:layers.tuck')}
              checked={layer.tuck}
              disabled={layer.locked}
              onChange={(event) => session.commit(setTuck(layer.id, event.currentTarget.checked, name))}
            />
          )}
          {sized && (
            <Select
              w={92}
              ml="auto"
              aria-label={t('studio:layers.size')}
              disabled={layer.locked}
              value={layer.size ?? ''}
              onChange={(value) => session.commit(setSize(layer.id, value || undefined, name))}
              data={[
                { value: '', label: t('studio:layers.anySize') },
                ...garment!.sizes.map(({ label }) => ({ value: label, label })),
              ]}
            />
          )}
        </div>
      )}
    </li>
  );
});
