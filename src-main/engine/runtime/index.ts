/** Runtime: models, their sessions and execution providers. */

export type { ModelManifest, ModelTask, UserTask } from './manifest.ts';
export type { ModelEntry, Registry } from './registry.ts';
export {
  createRuntime,
  type Model,
  type RefusedProvider,
  type Runtime,
  type RuntimeOptions,
  type RuntimeReport,
} from './runtime.ts';
export type { ExecutionProvider, Tensor } from './session.ts';
