export { checkHistory, type HistoryProblem, repairHistory } from '../history/check-history.ts';
export { JsonReader, type JsonState } from './json-reader.ts';
export { jsonSchema, type StandardResult, type StandardSchema, type ValueSchema } from './schema.ts';
export { defineTool, type Tool, type ToolContext, type ToolEffect, toolDefinitions } from './tool.ts';
export {
  createToolExecutor,
  type ToolExecutor,
  type ToolExecutorOptions,
  type ToolOutcome,
} from './tool-executor.ts';
