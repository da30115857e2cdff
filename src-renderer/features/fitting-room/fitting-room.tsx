/** Fitting room: choose a client and garments, see the finished picture, compare, save. */

import { useState } from 'react';
import { pictureUrl } from '../../client/bridge.ts';
import { LANGUAGES, type Language, MESSAGES } from '../../ui/messages.ts';
import { useFittingRoom } from './store.ts';

export function FittingRoom() {
  const room = useFittingRoom();
  const text = MESSAGES[room.language];
  const ready = room.person !== undefined && room.garments.length > 0;
  return (
    <main lang={room.language}>
      <aside>
        <header>
          <h1>Toile</h1>
          <select
            aria-label="Language"
            value={room.language}
            onChange={(event) => room.setLanguage(event.target.value as Language)}
          >
            {Object.entries(LANGUAGES).map(([key, name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </header>
        <h2>{text.person}</h2>
        <button type="button" onClick={room.pickPerson}>
          {room.person?.name ?? text.choosePerson}
        </button>
        <h2>{text.garments}</h2>
        <ul>
          {room.garments.map((garment) => (
            <li key={garment.token}>
              <img src={pictureUrl(garment.token)} alt="" />
              <span>{garment.name}</span>
              <button
                type="button"
                className="quiet"
                aria-label={`${text.remove}: ${garment.name}`}
                onClick={() => room.removeGarment(garment.token)}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
        <button type="button" onClick={room.pickGarments}>
          {text.chooseGarments}
        </button>
        <label>
          <input
            type="checkbox"
            checked={room.tuck}
            onChange={(event) => room.setTuck(event.target.checked)}
          />
          {text.tuck}
        </label>
        {room.progress === undefined ? (
          <button type="button" className="primary" disabled={!ready} onClick={room.start}>
            {text.start}
          </button>
        ) : (
          <button type="button" onClick={room.cancel}>
            {text.cancel}
          </button>
        )}
        <Report />
      </aside>
      <Picture />
    </main>
  );
}

function Report() {
  const { language, outcome, failure, saved, save } = useFittingRoom();
  const text = MESSAGES[language];
  return (
    <div role="status">
      {failure && (
        <p className="error">
          <strong>{text.failed}</strong> {failure.message}
        </p>
      )}
      {outcome && (
        <>
          <p>
            {text.confidence} {Math.round(outcome.confidence * 100)} %
          </p>
          {outcome.needsReview && <p className="warning">{text.review}</p>}
          <ul>
            {outcome.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
          <button type="button" onClick={save}>
            {text.save}
          </button>
          {saved && <p>{text.saved}</p>}
        </>
      )}
    </div>
  );
}

function Picture() {
  const { language, person, outcome, progress } = useFittingRoom();
  const [before, setBefore] = useState(false);
  const text = MESSAGES[language];
  const token = outcome && !before ? outcome.picture : person?.token;
  return (
    <section>
      {progress !== undefined && <progress aria-label={text.working} value={progress} />}
      {token === undefined ? (
        <div className="empty">
          <p>
            <strong>{text.emptyTitle}</strong>
          </p>
          <p>{text.empty}</p>
        </div>
      ) : (
        <img src={pictureUrl(token)} alt="" />
      )}
      {outcome && (
        <button
          type="button"
          className="compare"
          onPointerDown={() => setBefore(true)}
          onPointerUp={() => setBefore(false)}
          onPointerLeave={() => setBefore(false)}
          onKeyDown={(event) => event.key === ' ' && setBefore(true)}
          onKeyUp={() => setBefore(false)}
        >
          {text.before}
        </button>
      )}
    </section>
  );
}
