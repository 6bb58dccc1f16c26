import { llmErrors } from '../errors/llm-errors.ts';
import type { Message } from '../messages.ts';
import { estimateTokens } from '../tokens/estimate-tokens.ts';
import type { Prompt, PromptItem, PromptSection, RenderedPrompt, SectionView } from './prompt.ts';

/** Tokens that a message takes besides its content, as every chat format adds some. */
const MESSAGE_TOKENS = 4;

/** What a schema library offers to check a value: https://standardschema.dev */
export interface StandardSchemaLike {
  /** What the standard demands of a schema. */
  readonly '~standard': {
    /** Checks a value; `issues` in its answer says that it does not fit. */
    validate(value: unknown): unknown;
  };
}

interface CostedItem {
  readonly content: string | Message;
  readonly tokens: number;
}

interface Draft<Input> {
  readonly section: PromptSection<Input>;
  readonly items: CostedItem[];
  readonly cut: CostedItem[];
}

/** Makes a prompt out of sections. `input` is a zod or other Standard Schema that the input must fit. */
export function definePrompt<Input>(definition: {
  /** Name in views and results. */
  readonly name: string;
  /** To be raised with every change of its text. */
  readonly version: number;
  /** Schema that the input must fit. Default: the input is not checked. */
  readonly input?: StandardSchemaLike;
  /** Its sections, in the order in which they are written. */
  readonly sections: readonly PromptSection<Input>[];
}): Prompt<Input> {
  const { name, version, sections } = definition;
  return {
    name,
    version,
    render(input, { budgetTokens }) {
      checkInput(name, definition.input, input);
      const drafts = sections
        .map((section) => draftOf(section, input))
        .filter(({ items }) => items.length > 0);
      for (const draft of drafts) fit([draft], draft.section.budgetTokens ?? Number.POSITIVE_INFINITY);
      const byPriority = [...drafts].sort((a, b) => a.section.priority - b.section.priority);
      const tokens = fit(byPriority, budgetTokens - overhead(drafts)) + overhead(drafts);
      if (tokens > budgetTokens) {
        throw llmErrors.create('EC_LLM_PROMPT_BUDGET', { prompt: name, neededTokens: tokens, budgetTokens });
      }
      return {
        prompt: { name, version },
        messages: toMessages(drafts),
        tokens,
        budgetTokens,
        sections: drafts.map(viewOf),
      };
    },
  };
}

/** A table of what was kept and what gave way, for people. */
export function describePrompt({ prompt, tokens, budgetTokens, sections }: RenderedPrompt): string {
  const width = Math.max(...sections.map(({ name }) => name.length), 7);
  const rows = sections.map((view) => {
    const cut = view.cut === 0 ? '' : `, ${view.cut} left out (${view.cutTokens} tokens)`;
    return `${view.name.padEnd(width)}  ${String(view.tokens).padStart(7)} tokens, ${view.kept} kept${cut}`;
  });
  return [`${prompt.name} v${prompt.version}: ${tokens} of ${budgetTokens} tokens`, ...rows].join('\n');
}

function checkInput(prompt: string, schema: StandardSchemaLike | undefined, input: unknown): void {
  const checked = schema?.['~standard'].validate(input);
  const issues =
    typeof checked === 'object' && checked !== null && 'issues' in checked ? checked.issues : undefined;
  if (issues === undefined) return;
  const reason = `the input of the prompt ${prompt} does not fit its schema`;
  throw llmErrors.create('EC_LLM_INVALID_OPTION', { option: 'input', reason }, { unsafe: issues });
}

function draftOf<Input>(section: PromptSection<Input>, input: Input): Draft<Input> {
  const rendered = section.render(input);
  const items: readonly PromptItem[] = typeof rendered === 'string' ? [{ content: rendered }] : rendered;
  return { section, items: items.filter(({ content }) => content !== '').map(withCost), cut: [] };
}

function withCost({ content, tokens }: PromptItem): CostedItem {
  if (tokens !== undefined) return { content, tokens };
  if (typeof content === 'string') return { content, tokens: estimateTokens(`${content}\n\n`) };
  const text = typeof content.content === 'string' ? content.content : JSON.stringify(content.content);
  return { content, tokens: estimateTokens(text) + MESSAGE_TOKENS };
}

/** Lets sections give way, the first one first, until all fit. Gives what they take then. */
function fit<Input>(drafts: readonly Draft<Input>[], budgetTokens: number): number {
  let total = sum(drafts.flatMap(({ items }) => items));
  for (const draft of drafts) {
    while (total > budgetTokens && draft.items.length > 0) {
      const gone = giveWay(draft);
      if (gone.length === 0) break;
      draft.cut.push(...gone);
      total -= sum(gone);
    }
  }
  return total;
}

function giveWay<Input>({ section, items }: Draft<Input>): CostedItem[] {
  if (section.whenTooLong === 'drop') return items.splice(0);
  if (section.whenTooLong === 'drop-last') return items.splice(-1);
  return section.whenTooLong === 'drop-first' ? items.splice(0, 1) : [];
}

function sum(items: readonly CostedItem[]): number {
  return items.reduce((total, { tokens }) => total + tokens, 0);
}

/** One message of each role that sections write to; messages of the history count their own. */
function overhead<Input>(drafts: readonly Draft<Input>[]): number {
  const roles = new Set(drafts.map(({ section }) => section.role));
  roles.delete('history');
  return roles.size * MESSAGE_TOKENS;
}

/** Sections of one role in a row share a message. */
function toMessages<Input>(drafts: readonly Draft<Input>[]): Message[] {
  const messages: Message[] = [];
  let open: { readonly role: 'system' | 'user'; content: string } | undefined;
  for (const { section, items } of drafts) {
    for (const { content } of items) {
      if (typeof content !== 'string') {
        messages.push(content);
        open = undefined;
      } else if (open !== undefined && open.role === section.role) open.content += `\n\n${content}`;
      else {
        open = { role: section.role === 'system' ? 'system' : 'user', content };
        messages.push(open);
      }
    }
  }
  return messages;
}

function viewOf<Input>({ section, items, cut }: Draft<Input>): SectionView {
  const { name, priority } = section;
  return { name, priority, tokens: sum(items), kept: items.length, cut: cut.length, cutTokens: sum(cut) };
}
