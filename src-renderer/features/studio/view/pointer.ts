/** Pointer: where it is over the picture, for the brush's ring; and the tool that hears it. */

import { create } from 'zustand';
import type { ToolMachine } from '../tools/tool-machine.ts';

export const usePointer = create<{ at: { x: number; y: number } | undefined }>(() => ({ at: undefined }));

/** The machine of the tool in hand, for the keys that end what it does. */
export const hand: { machine: ToolMachine | undefined } = { machine: undefined };
