/** Parent: the process that owns this one, reached by Node's channel of a fork or by Electron's of a utility process. */

export interface Parent {
  /** A message to a parent that has gone is lost. */
  send(message: unknown): void;
  onMessage(handler: (message: unknown) => void): void;
  /** The parent has gone: there is nobody to answer to. */
  onGone(handler: () => void): void;
}

/** What Electron gives a utility process; its types are not those of this layer. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
}

type OwnProcess = Pick<NodeJS.Process, 'on' | 'send' | 'connected'> & { parentPort?: ParentPort | null };

export function parentOf(own: OwnProcess): Parent {
  const port = own.parentPort;
  if (port) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (handler) => void port.on('message', ({ data }) => handler(data)),
      // Electron ends its utility processes itself.
      onGone: () => {},
    };
  }
  return {
    send: (message) => {
      if (own.connected) own.send?.(message);
    },
    onMessage: (handler) => void own.on('message', handler),
    onGone: (handler) => void own.on('disconnect', handler),
  };
}
