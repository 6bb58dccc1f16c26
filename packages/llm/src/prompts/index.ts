export { contextEntryCost, type PromptFile, renderContextEntry } from './context-entry.ts';
export { definePrompt, describePrompt, type StandardSchemaLike } from './define-prompt.ts';
export { type EditPromptInput, editPrompt, type RepairPromptInput, repairPrompt } from './edit-prompt.ts';
export { type FenceAttributes, fence } from './fence.ts';
export type { MaterialInput } from './material.ts';
export { type PlanPromptInput, planPrompt } from './plan-prompt.ts';
export type {
  CutReason,
  Prompt,
  PromptItem,
  PromptSection,
  RenderedPrompt,
  SectionView,
  WhenTooLong,
} from './prompt.ts';
export { type ReviewPromptInput, reviewPrompt } from './review-prompt.ts';
export { type SummaryPromptInput, summaryPrompt } from './summary-prompt.ts';
