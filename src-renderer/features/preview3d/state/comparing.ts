/** Comparing: a garment of the 3D view in a second size, worn by a second figure beside the first. */

import { create } from 'zustand';
import type { StudioEvent } from '../../../../src-main/contract/calls/index.ts';
import { perClient } from '../../../client/per-client.ts';
import type { StudioClient } from '../../../client/studio-client.ts';
import { isQuiet } from '../../../ui/errors.ts';
import { DressLoop, type DressState, UNDRESSED } from '../logic/dress-loop.ts';
import type { DressWish } from '../logic/outfit.ts';
import { useDressing } from './dressing.ts';

export interface ComparingState extends DressState {
  /** What is compared, and the size of it that the second figure wears. */
  other: { garmentId: string; size: string } | undefined;
  /** The fit map was on before. */
  mapped: boolean;
}

export const useComparing = create<ComparingState>(() => ({
  ...UNDRESSED,
  other: undefined,
  mapped: false,
}));

/** Begins with a size, or goes on to another one. The fit map is what is compared. */
export function compareWith(garmentId: string, size: string): void {
  const { other } = useComparing.getState();
  if (!other) {
    useComparing.setState({ mapped: useDressing.getState().fitMap });
    useDressing.setState({ fitMap: true });
  }
  useComparing.setState({ other: { garmentId, size } });
}

/** Ends it. True when there was something to end. */
export function endComparing(): boolean {
  const { other, mapped } = useComparing.getState();
  if (!other) return false;
  useComparing.setState({ other: undefined });
  useDressing.setState({ fitMap: mapped });
  return true;
}

export class ComparingSession {
  private readonly loop: DressLoop;
  notes = { failed(_: unknown) {} };

  constructor(client: StudioClient) {
    this.loop = new DressLoop({
      dress: (wish, ticket) => client.call('worn.dress', { ...wish, ticket }),
      cancel: (ticket) => {
        client.call('worn.cancel', { ticket }).catch((error) => this.notes.failed(error));
      },
      changed: (state) => useComparing.setState(state),
      newTicket: () => crypto.randomUUID(),
      isQuiet,
    });
    client.onEvent((event: StudioEvent) => {
      if (event.type === 'render') this.loop.progress(event.ticket, event.fraction);
    });
  }

  want(wish: DressWish | undefined): void {
    this.loop.want(wish);
  }
  again(): void {
    this.loop.again();
  }
  lost(mesh: string): void {
    this.loop.lost(mesh);
  }
}

/** The comparison of a client: the same one each time the view is entered. */
export const comparingOf = perClient((client) => new ComparingSession(client));
