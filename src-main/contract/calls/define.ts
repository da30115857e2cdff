/** Calls: how one call of the contract is declared, and small shapes many calls share. */

import { z } from 'zod';
import { Id } from '../catalog/common.ts';

export interface CallShape<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  input: I;
  output: O;
  /** May be called although another process holds the library and this one only reads. */
  readOnly: boolean;
}

/** A call that changes nothing in the library. */
export const reads = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  input,
  output,
  readOnly: true as const,
});

/** A call that may change the library. */
export const writes = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  input,
  output,
  readOnly: false as const,
});

export const Nothing = z.undefined();
export const ById = z.strictObject({ id: Id });
export const ByIds = z.strictObject({ ids: z.array(Id).min(1).max(20_000) });

/** Names a file the user handed over, kept aside until it is imported; no path ever crosses. */
export const UploadToken = z.uuid();
export const Uploads = z.array(UploadToken).min(1).max(5000);

/** Names a finished file waiting to be saved by the user. */
export const DownloadToken = z.uuid();
