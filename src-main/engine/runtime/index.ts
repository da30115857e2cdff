/** Runtime: models, their sessions and execution providers. */

export { addUserModel, removeUserModel, verifyModel } from './add-model.ts';
export type { ModelManifest, ModelTask, UserTask } from './manifest.ts';
export { type BrokenModel, createRegistry, type ModelEntry, type Registry } from './registry.ts';
export {
  createRuntime,
  type Model,
  type ProviderOutcome,
  type Runtime,
  type RuntimeOptions,
  type RuntimeReport,
} from './runtime.ts';
export type { ExecutionProvider, Tensor } from './session.ts';
export { runUserMatte, runUserParser, type UserParsing } from './user-models.ts';
