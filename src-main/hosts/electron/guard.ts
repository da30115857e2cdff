/** Guard: no permissions, no requests to anything but ourselves, no navigation away, no further windows, no downloads. */

import type { Session, WebContents } from 'electron';
import { isOurPage, mayLoad, mayUse } from './security.ts';

export function guardSession(session: Session, devServer?: string): void {
  session.setPermissionRequestHandler((_contents, permission, callback, { isMainFrame, requestingUrl }) =>
    callback(isMainFrame && mayUse(permission, requestingUrl, devServer)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin, { isMainFrame }) =>
    Boolean(isMainFrame && mayUse(permission, origin, devServer)),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}));
  session.webRequest.onBeforeRequest((details, callback) =>
    callback({ cancel: !mayLoad(details.url, devServer) }),
  );
  // Files reach the user through the save dialog.
  session.on('will-download', (event) => event.preventDefault());
}

export function guardContents(contents: WebContents, devServer?: string): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // Reloading the page is the only way it may go.
  contents.on('will-navigate', (event) => {
    if (!isOurPage(event.url, devServer) || !event.isMainFrame) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!isOurPage(event.url, devServer) || !event.isMainFrame) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
