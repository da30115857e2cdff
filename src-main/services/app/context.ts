/** Context: what the handlers of the app's calls share, and what a host gives and gets. */

import type { Answer, Uploaded } from '../../contract/bridge.ts';
import type { AppInfo } from '../../contract/calls/app.ts';
import type { CallName, CallOutput, CallRequest, CHANGED, StudioEvent } from '../../contract/calls/index.ts';
import type { MediaType } from '../../contract/catalog/common.ts';
import type { Log } from '../../contract/log.ts';
import type { ProviderName } from '../../contract/options.ts';
import type { Library } from '../../library/library.ts';
import type { Core } from '../core.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { BatchDesk } from './batch-desk.ts';
import type { Downloads } from './downloads.ts';
import type { Engine } from './engine.ts';
import type { HotFolderWatch } from './hot-folder.ts';
import type { JobRunner } from './job-runner.ts';
import type { Pictures } from './pictures.ts';
import type { Renders } from './renders.ts';
import type { Staging } from './staging.ts';
import type { TransientPictures } from './transient-pictures.ts';

/** What the core must be able to do for the app. */
export type StudioCore = Pick<
  Core,
  | 'renderLook'
  | 'inspectGarment'
  | 'describe'
  | 'findGarments'
  | 'inspectPerson'
  | 'thumbnail'
  | 'exportPicture'
  | 'clip'
  | 'repairCutOut'
  | 'shapeBody'
  | 'wear'
  | 'lookbook'
  | 'fitReport'
  | 'pattern'
  | 'body'
  | 'probe'
  | 'restart'
>;

/** What a host says about itself and does for the app. */
export interface StudioHost {
  kind: AppInfo['host'];
  /** Language and region, such as `de-CH`. */
  locale: string;
  /** Asks where to save a finished file and writes it there; false when the user changed their mind. */
  saveFile?(file: string, fileName: string): Promise<boolean>;
  /** Asks for a folder: pictures are imported as they appear there, or written there. */
  chooseFolder?(purpose: 'import' | 'results'): Promise<string | undefined>;
  /** Shows a folder in the system's own window. */
  openFolder?(folder: string): Promise<void>;
  canDragOut?: boolean;
}

export type Changed = (typeof CHANGED)[number];

export interface StudioContext {
  core: Engine;
  library: Library;
  host: StudioHost;
  log: Log;
  version: string;
  resourcesDir: string;
  limits: { fileBytes: number; pixels: number };
  emit(event: StudioEvent): void;
  /** Tells every window that records changed; all of that kind without `ids`. */
  changed(what: Changed, ids?: string[]): void;
  provider(): ProviderName;
  models(): Promise<CallOutput<'models.list'>>;
  /** Folder for files that nobody needs after this run. */
  work: string;
  staging: Staging;
  transient: TransientPictures;
  pictures: Pictures;
  downloads: Downloads;
  renders: Renders;
  jobs: JobRunner;
  hotFolder: HotFolderWatch;
  knowledge: Knowledge;
  batches: BatchDesk;
}

export type Handlers<C extends CallName> = {
  [K in C]: (input: CallRequest<K>) => CallOutput<K> | Promise<CallOutput<K>>;
};

/** A file to be sent to a window. */
export interface PictureFile {
  file: string;
  mediaType: MediaType | 'model/gltf-binary';
}

export interface DownloadFile {
  file: string;
  fileName: string;
  bytes: number;
}

/** The app behind every window: calls in, events out, files by token and by hash. */
export interface Studio {
  readonly readOnly: boolean;
  /** Answers any call of the contract; never throws. Everything is checked first. */
  call(name: string, input: unknown): Promise<Answer>;
  /** Hears every event; returns a function that ends the subscription. */
  on(handler: (event: StudioEvent) => void): () => void;
  /** Puts a file aside until it is imported. @param source its bytes, or the path of a file that is copied */
  upload(source: AsyncIterable<Uint8Array> | string, name: string): Promise<Uploaded>;
  /** File of a picture of the library or of a draft; with `size` its thumbnail, made where it is missing. @throws StudioError */
  pictureFile(hash: string, size?: 256 | 1024): Promise<PictureFile>;
  /** A finished file. @throws StudioError */
  downloadFile(token: string): DownloadFile;
  close(): Promise<void>;
}
