export { contextEntryCost, type PromptFile, renderContextEntry } from './context-entry.ts';
export { definePrompt, describePrompt, type StandardSchemaLike } from './define-prompt.ts';
export { type EditPromptInput, editPrompt, type RepairPromptInput, repairPrompt } from './edit-prompt.ts';
export { type FenceAttributes, fence } from './fence.ts';
export type {
  Prompt,
  PromptItem,
  PromptSection,
  RenderedPrompt,
  SectionView,
  WhenTooLong,
} from './prompt.ts';
