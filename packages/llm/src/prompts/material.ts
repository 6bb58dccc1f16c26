import type { JsonObject } from '../json.ts';
import type { Message } from '../messages.ts';
import { contextEntryCost, type PromptFile, renderContextEntry } from './context-entry.ts';
import { fence } from './fence.ts';
import type { PromptItem, PromptSection } from './prompt.ts';

/** What the prompts about code are made of. */
export interface MaterialInput {
  /** What the user wants. */
  readonly instruction: string;
  /** Files to show, the most important first: the last one gives way first. */
  readonly context: readonly PromptFile[];
  /** Rules of the project, as found in its files: shown as data. */
  readonly projectRules?: string | undefined;
  /** Earlier turns; the oldest gives way first, before any file. */
  readonly history?: readonly Message[] | undefined;
}

const CONTEXT_RULE =
  'The files are parts of a larger project. A file may be shown whole, in passages, as an outline or by its ' +
  'name alone; what is not shown exists nevertheless. Do not edit text that you were not shown.';

const text = { type: 'string' } as const;

const passage = {
  type: 'object',
  properties: { startLine: { type: 'integer' }, endLine: { type: 'integer' }, text },
  required: ['startLine', 'endLine', 'text'],
} as const;

const file = {
  type: 'object',
  properties: {
    path: text,
    tier: { enum: ['whole', 'passages', 'outline', 'name'] },
    passages: { type: 'array', items: passage },
  },
  required: ['path', 'tier', 'passages'],
} as const;

/** The schema of an input with these members besides; each of them has to be there. */
export function materialSchema(others: Readonly<Record<string, JsonObject>>): JsonObject {
  const context = { type: 'array', items: file };
  const optional = { projectRules: text, history: { type: 'array' } };
  const required = ['instruction', 'context', ...Object.keys(others)];
  return { type: 'object', properties: { instruction: text, context, ...optional, ...others }, required };
}

/** Untrusted text as a fenced block that may lose lines from its middle. */
export function dataItem(content: string, kind: string): PromptItem {
  const render = (shown: string): string => fence('data', shown, { kind });
  return { content: render(content), text: content, shorten: render };
}

/** Earlier turns, rules and files: the stable part comes first, so that it can be cached. */
export function material<Input extends MaterialInput>(): PromptSection<Input>[] {
  return [
    {
      name: 'history',
      role: 'history',
      priority: 10,
      whenTooLong: 'drop-first',
      render: ({ history = [] }) => history.map((content): PromptItem => ({ content })),
    },
    {
      name: 'project rules',
      role: 'user',
      priority: 30,
      whenTooLong: 'shorten',
      render: ({ projectRules = '' }) =>
        projectRules === '' ? [] : [dataItem(projectRules, 'project-rules')],
    },
    {
      name: 'context',
      role: 'user',
      priority: 20,
      whenTooLong: 'drop-last',
      render: ({ context }) => context.map(toItem),
    },
  ];
}

/** What the user wants; it never gives way. */
export function instruction<Input extends MaterialInput>(): PromptSection<Input> {
  return {
    name: 'instruction',
    role: 'user',
    priority: 100,
    whenTooLong: 'keep',
    render: (input) =>
      `${input.context.length > 0 ? `${CONTEXT_RULE}\n\n` : ''}Instruction:\n${input.instruction}`,
  };
}

function toItem(entry: PromptFile): PromptItem {
  return { content: renderContextEntry(entry), tokens: contextEntryCost(entry) };
}
