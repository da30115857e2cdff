/** Calls about the app itself: what it can do, settings, models, trash, library care, searching everything. */

import { z } from 'zod';
import { AssetHash, Id, line } from '../catalog/common.ts';
import { LookbookOptions } from '../lookbook.ts';
import { PROVIDERS } from '../options.ts';
import { Sentence } from '../sentences.ts';
import { ByIds, DownloadToken, Nothing, reads, writes } from './define.ts';
import { JobView } from './jobs.ts';
import { ExportOptions } from './looks.ts';

export const AppInfo = z.strictObject({
  name: z.literal('Toile'),
  version: z.string(),
  host: z.enum(['desktop', 'web', 'command-line', 'test']),
  /** What this host can do beyond the calls. */
  can: z.strictObject({
    saveDialog: z.boolean(),
    dragOut: z.boolean(),
    hotFolder: z.boolean(),
    /** Asks for a folder that pictures are written to. */
    chooseFolder: z.boolean(),
    /** Shows a folder in the system's own window. */
    openFolder: z.boolean(),
  }),
  /** Another process holds the library: nothing can be changed here. */
  readOnly: z.boolean(),
  /** An older copy of a damaged catalog was brought back at start. */
  recovered: z.boolean(),
  locale: z.string(),
  /** Largest file taken, bytes, and largest picture, pixels. */
  limits: z.strictObject({ fileBytes: z.int(), pixels: z.int() }),
});
export type AppInfo = z.infer<typeof AppInfo>;

/** Layout and other remembered odds and ends of the interface, a bounded bag of plain values. */
const Remembered = z
  .record(
    z.string().regex(/^[a-z][A-Za-z0-9.]{0,60}$/),
    z.union([z.string().max(2000), z.number(), z.boolean()]),
  )
  .refine((bag) => Object.keys(bag).length <= 300, 'too much to remember');

export const AppSettings = z.strictObject({
  language: z.enum(['system', 'en', 'zh-CN']).default('system'),
  theme: z.enum(['dark', 'light', 'system']).default('dark'),
  surround: z.enum(['grey', 'black', 'white']).default('grey'),
  units: z.enum(['cm', 'inch']).default('cm'),
  provider: z.enum(PROVIDERS).default('auto'),
  /** The user's model that compares pictures with words; left out for the built-in ones. */
  knowledge: line(64).optional(),
  /** Key combinations by command, where they differ from the defaults. */
  keys: z.record(z.string().regex(/^[a-z][A-Za-z0-9.]{0,60}$/), line(40)).default({}),
  layout: Remembered.default({}),
  exportPresets: z
    .array(z.strictObject({ name: line(60).pipe(z.string().min(1)), options: ExportOptions }))
    .max(50)
    .default([]),
  lastExport: ExportOptions.optional(),
  /** Title and language left out: they belong to one lookbook. */
  lastLookbook: LookbookOptions.omit({ title: true, language: true }).optional(),
});
export type AppSettings = z.infer<typeof AppSettings>;

/**
 * Changes to settings; what is left out stays. `layout` and `keys` are merged key by key, null forgets a key. With another
 * model in `knowledge` all garments are looked at anew; null takes the built-in ones.
 */
export const SettingChanges = z.strictObject({
  language: z.enum(['system', 'en', 'zh-CN']).optional(),
  theme: z.enum(['dark', 'light', 'system']).optional(),
  surround: z.enum(['grey', 'black', 'white']).optional(),
  units: z.enum(['cm', 'inch']).optional(),
  provider: z.enum(PROVIDERS).optional(),
  knowledge: line(64).nullable().optional(),
  keys: z.record(z.string().regex(/^[a-z][A-Za-z0-9.]{0,60}$/), line(40).nullable()).optional(),
  layout: z
    .record(
      z.string().regex(/^[a-z][A-Za-z0-9.]{0,60}$/),
      z.union([z.string().max(2000), z.number(), z.boolean(), z.null()]),
    )
    .optional(),
  exportPresets: AppSettings.shape.exportPresets.unwrap().optional(),
  lastExport: ExportOptions.optional(),
  lastLookbook: AppSettings.shape.lastLookbook,
});
export type SettingChanges = z.infer<typeof SettingChanges>;

export const ModelView = z.strictObject({
  name: z.string(),
  task: z.string(),
  state: z.enum(['ready', 'missing', 'corrupt']),
  origin: z.enum(['built-in', 'user']),
  licence: z.string(),
  source: z.string(),
});

export const Hit = z.strictObject({
  kind: z.enum(['garment', 'client', 'look']),
  id: Id,
  title: z.string(),
  subtitle: z.string(),
  picture: AssetHash.optional(),
});
export type Hit = z.infer<typeof Hit>;

export const TRASH_KINDS = ['client', 'photo', 'garment', 'look'] as const;
const Trashed = ByIds.extend({ kind: z.enum(TRASH_KINDS) });

export const HotFolder = z.strictObject({
  /** Last part of the folder's path. */
  name: z.string(),
  on: z.boolean(),
  /** Why nothing is taken from it at the moment. */
  error: Sentence.optional(),
});

export const APP_CALLS = {
  'app.info': reads(Nothing, AppInfo),
  /** Fills the library with the boutique that ships with Toile; asked twice it adds nothing twice. */
  'app.loadDemo': writes(Nothing, JobView),
  /** Starts a new engine process. */
  'app.restartEngine': reads(Nothing, z.null()),
  /** An error of the window, for the log. */
  'app.reportError': reads(
    z.strictObject({ message: z.string().max(2000), stack: z.string().max(8000).optional() }),
    z.null(),
  ),
  /** Only where `can.saveDialog`: asks where to put a finished file; false when the user changed their mind. */
  'app.save': reads(z.strictObject({ token: DownloadToken }), z.boolean()),
  'search.all': reads(
    z.strictObject({ text: line(300), limit: z.int().min(1).max(50).default(12) }),
    z.array(Hit),
  ),
  'settings.get': reads(Nothing, AppSettings),
  'settings.set': writes(SettingChanges, AppSettings),
  'models.list': reads(Nothing, z.array(ModelView)),
  'models.providers': reads(
    Nothing,
    z.array(z.strictObject({ name: z.string(), works: z.boolean(), note: z.string().optional() })),
  ),
  'trash.counts': reads(Nothing, z.record(z.enum(TRASH_KINDS), z.int())),
  'trash.put': writes(Trashed, z.int()),
  'trash.restore': writes(Trashed, z.int()),
  'trash.empty': writes(Nothing, z.strictObject({ bytes: z.int() })),
  'library.check': writes(z.strictObject({ repair: z.boolean().default(false) }), JobView),
  /** One file with everything; the job's download. */
  'library.backup': reads(Nothing, JobView),
  'library.hotFolder': reads(Nothing, HotFolder.nullable()),
  /** Only where `can.hotFolder`: asks for a folder and imports what appears there; null when the user changed their mind. */
  'library.chooseHotFolder': writes(Nothing, HotFolder.nullable()),
  'library.stopHotFolder': writes(Nothing, z.null()),
} as const;
