/** Joints: points of a person that the user has put right, by the names of the pose's landmarks. */

import { z } from 'zod';

/** A point of a photo, pixels. */
export const At = z.strictObject({ x: z.number().min(-1e5).max(1e5), y: z.number().min(-1e5).max(1e5) });

/** Photo pixels by name of the landmark. */
export const Joints = z.record(z.string().regex(/^[a-z][A-Za-z0-9]{1,30}$/), At);
export type Joints = z.infer<typeof Joints>;
