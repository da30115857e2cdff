/** File target: what happens with files that are dropped on the window, pasted, or opened with the app. */

import { useEffect, useRef } from 'react';
import { create } from 'zustand';

export interface FileTarget {
  /** Says what dropping does, as translated text. */
  label: string;
  take: (files: File[]) => void;
  /** Takes files the host has already taken in (opened with the app). */
  takeUploads: (tokens: string[]) => void;
  /** Something else that can be done with dropped files: offered beside the first where it takes what is dragged. */
  also?: OtherUse;
}

export interface OtherUse {
  label: string;
  /** @param files as far as they are known while they are dragged: their types and number */
  takes: (files: readonly Pick<File, 'name' | 'type'>[]) => boolean;
  take: (files: File[]) => void;
}

/** The newest target counts: a dialog's goes before its room's, and everybody's before the window's own. */
export const useFileTargets = create<{ targets: readonly FileTarget[] }>(() => ({ targets: [] }));

/** @param last takes what no other target is there for */
export function useFileTarget(target: FileTarget, last = false): void {
  const latest = useRef(target);
  latest.current = target;
  useEffect(() => {
    const mine: FileTarget = {
      get label() {
        return latest.current.label;
      },
      take: (files) => latest.current.take(files),
      takeUploads: (tokens) => latest.current.takeUploads(tokens),
      get also() {
        return latest.current.also;
      },
    };
    useFileTargets.setState(({ targets }) => ({ targets: last ? [mine, ...targets] : [...targets, mine] }));
    return () => useFileTargets.setState(({ targets }) => ({ targets: targets.filter((t) => t !== mine) }));
  }, [last]);
}

const PICTURE = /\.(jpe?g|png|webp|avif|tiff?|gif|hei[cf])$/i;

/** For file inputs. */
export const PICTURE_TYPES = 'image/*,.heic,.heif,.avif,.tif,.tiff';

/** True for files that look like pictures; what they really are the core finds out. */
export const isPicture = (file: Pick<File, 'name' | 'type'>): boolean =>
  file.type.startsWith('image/') || PICTURE.test(file.name);

async function filesOfEntry(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile)
    return new Promise((resolve) =>
      (entry as FileSystemFileEntry).file(
        (file) => resolve([file]),
        () => resolve([]),
      ),
    );
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  for (;;) {
    // a reader gives at most 100 entries at a time
    const some = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (some.length === 0) return files;
    for (const inside of some) files.push(...(await filesOfEntry(inside)));
  }
}

/** Files of a drop, those inside of folders too; of folders only the pictures. */
export async function filesOfDrop(data: DataTransfer): Promise<File[]> {
  const entries = [...data.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const files: File[] = [];
  for (const { entry, file } of entries) {
    if (entry?.isDirectory) files.push(...(await filesOfEntry(entry)).filter(isPicture));
    else if (file) files.push(file);
  }
  return files;
}
