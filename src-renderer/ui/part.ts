/**
 * Parts of the program that are read when they are needed. A page never asks again for a file it could not read once, so a
 * second try takes a new page.
 */

/** A part could not be read: the connection was gone, or the program was renewed meanwhile. */
export class PartUnread extends Error {
  readonly code = 'part-unread';
}

/** @throws PartUnread */
export async function readPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new PartUnread(
      `A part of the program could not be read. Try again: the page is loaded anew. (${cause})`,
      { cause },
    );
  }
}
