/** People: where several are in the photo, a choice of the one to dress. */

import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { useRead } from '../../../client/context.tsx';
import { notify, notifyError } from '../../../ui/notify.tsx';
import { setSubject } from '../logic/document-edits.ts';
import { toScreen } from '../logic/viewport.ts';
import { useStudio, viewOf } from '../state/store.ts';
import { useChoosing } from './choosing.ts';
import { useSession } from './hooks.ts';
import classes from './stage.module.css';

export function People() {
  const { t } = useTranslation();
  const session = useSession();
  const photo = useStudio((state) => state.photo);
  const subject = useStudio((state) => state.queue?.document.subject);
  const view = useStudio(useShallow(viewOf));
  const shown = useChoosing((choosing) => choosing.person);
  const people = useRead('photos.people', shown && photo ? { id: photo.id } : null);
  const alone = shown && people.data !== undefined && people.data.length < 2;
  useEffect(() => {
    if (!alone) return;
    useChoosing.setState({ person: false });
    notify((t) => t('studio:people.one'));
  }, [alone]);
  useEffect(() => {
    if (!shown || !people.error) return;
    useChoosing.setState({ person: false });
    notifyError(people.error);
  }, [shown, people.error]);
  if (!shown || subject === undefined) return null;
  return (people.data ?? []).map((person) => {
    const from = toScreen(view, { x: person.box.x0, y: person.box.y0 });
    const to = toScreen(view, { x: person.box.x1, y: person.box.y1 });
    return (
      <button
        key={person.subject}
        type="button"
        className={classes.person}
        style={{ left: from.x, top: from.y, width: to.x - from.x, height: to.y - from.y }}
        aria-pressed={person.subject === subject}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={() => {
          session.commit(setSubject(person.subject));
          useChoosing.setState({ person: false });
        }}
      >
        <span>{t('studio:people.person', { n: person.subject })}</span>
      </button>
    );
  });
}
