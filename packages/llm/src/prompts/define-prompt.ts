import { llmErrors } from '../errors/llm-errors.ts';
import { isObject, type JsonObject, type JsonValue } from '../json.ts';
import type { Message } from '../messages.ts';
import { estimateTokens } from '../tokens/estimate-tokens.ts';
import { checkJsonSchema } from '../tools/json-schema.ts';
import type { CutReason, Prompt, PromptItem, PromptSection, RenderedPrompt, SectionView } from './prompt.ts';
import { shortenItem } from './shorten-text.ts';

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

type CostedItem = PromptItem & { readonly tokens: number };

interface Draft<Input> {
  readonly section: PromptSection<Input>;
  readonly items: CostedItem[];
  readonly cut: CostedItem[];
  shortened: number;
  lostTokens: number;
  reason: CutReason | undefined;
}

/** Makes a prompt out of sections, whose input is checked before anything is rendered. */
export function definePrompt<Input>(definition: {
  /** Name in views and results. */
  readonly name: string;
  /** To be raised with every change of its text. */
  readonly version: number;
  /** zod, any other Standard Schema that checks at once, or JSON Schema. Default: the input is not checked. */
  readonly input?: StandardSchemaLike | JsonObject;
  /** Its sections, in the order in which they are written. */
  readonly sections: readonly PromptSection<Input>[];
}): Prompt<Input> {
  const { name, version, sections } = definition;
  return {
    name,
    version,
    render(input, { budgetTokens }) {
      checkInput(name, definition.input, input);
      const drafts = draftsOf(sections, input);
      const tokens = fitAll(drafts, budgetTokens);
      if (tokens > budgetTokens) {
        throw llmErrors.create('EC_LLM_PROMPT_BUDGET', { prompt: name, neededTokens: tokens, budgetTokens });
      }
      const [messages, views] = [toMessages(drafts), drafts.map(viewOf)];
      return { prompt: { name, version }, messages, tokens, budgetTokens, sections: views };
    },
  };
}

/** The sections that have something to say. */
function draftsOf<Input>(sections: readonly PromptSection<Input>[], input: Input): Draft<Input>[] {
  return sections.map((section) => draftOf(section, input)).filter(({ items }) => items.length > 0);
}

/** Makes each section fit its own budget, then all of them that of the prompt. Gives the tokens that remain. */
function fitAll<Input>(drafts: Draft<Input>[], budgetTokens: number): number {
  for (const draft of drafts)
    fit([draft], draft.section.budgetTokens ?? Number.POSITIVE_INFINITY, 'section-budget');
  const byPriority = [...drafts].sort((a, b) => a.section.priority - b.section.priority);
  return fit(byPriority, budgetTokens - overhead(drafts), 'prompt-budget') + overhead(drafts);
}

/** A table of what was kept and what gave way, for people. */
export function describePrompt({ prompt, tokens, budgetTokens, sections }: RenderedPrompt): string {
  const width = Math.max(...sections.map(({ name }) => name.length), 7);
  const rows = sections.map((view) => {
    const kept = `${view.name.padEnd(width)}  ${String(view.tokens).padStart(7)} tokens, ${view.kept} kept`;
    return `${kept}${describeCut(view)}`;
  });
  return [`${prompt.name} v${prompt.version}: ${tokens} of ${budgetTokens} tokens`, ...rows].join('\n');
}

const REASONS: Readonly<Record<CutReason, string>> = {
  'section-budget': 'over the limit of the section',
  'prompt-budget': 'no room in the prompt',
};

function describeCut({ cut, shortened, cutTokens, reason }: SectionView): string {
  if (reason === undefined) return '';
  const parts = [shortened > 0 ? `${shortened} shortened` : '', cut > 0 ? `${cut} left out` : ''];
  return `, ${parts.filter(Boolean).join(', ')} (${cutTokens} tokens): ${REASONS[reason]}`;
}

function checkInput(
  prompt: string,
  schema: StandardSchemaLike | JsonObject | undefined,
  input: unknown,
): void {
  const issues = schema === undefined ? undefined : issuesOf(schema, input);
  if (issues === undefined) return;
  const problem =
    issues === 'asynchronous' ? 'cannot be checked: its schema is asynchronous' : 'does not fit its schema';
  const reason = `the input of the prompt ${prompt} ${problem}`;
  throw llmErrors.create('EC_LLM_INVALID_OPTION', { option: 'input', reason }, { unsafe: issues });
}

function issuesOf(schema: StandardSchemaLike | JsonObject, input: unknown): unknown {
  if (!isStandard(schema)) {
    const problems = checkJsonSchema(schema, withoutAbsent(input));
    return problems.length === 0 ? undefined : problems;
  }
  const checked = schema['~standard'].validate(input);
  if (checked instanceof Promise) return 'asynchronous';
  return isObject(checked) ? checked.issues : undefined;
}

function isStandard(schema: StandardSchemaLike | JsonObject): schema is StandardSchemaLike {
  return isObject(schema['~standard']);
}

/** A member that is `undefined` is absent. */
function withoutAbsent(input: unknown): JsonValue {
  const members = Object.entries(isObject(input) ? input : {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as JsonObject;
}

function draftOf<Input>(section: PromptSection<Input>, input: Input): Draft<Input> {
  const rendered = section.render(input);
  const items: readonly PromptItem[] = typeof rendered === 'string' ? [{ content: rendered }] : rendered;
  const costed = items.filter(({ content }) => content !== '').map(withCost);
  return { section, items: costed, cut: [], shortened: 0, lostTokens: 0, reason: undefined };
}

function withCost(item: PromptItem): CostedItem {
  const { content, tokens } = item;
  if (tokens !== undefined) return { ...item, tokens };
  if (typeof content === 'string') return { ...item, tokens: estimateTokens(`${content}\n\n`) };
  const text = typeof content.content === 'string' ? content.content : JSON.stringify(content.content);
  return { ...item, tokens: estimateTokens(text) + MESSAGE_TOKENS };
}

/** Lets sections give way, the first one first, until all fit. Gives what they take then. */
function fit<Input>(drafts: readonly Draft<Input>[], budgetTokens: number, reason: CutReason): number {
  let total = sum(drafts.flatMap(({ items }) => items));
  for (const draft of drafts) {
    while (total > budgetTokens && draft.items.length > 0) {
      const freed = shortenLast(draft, total - budgetTokens) ?? leaveOut(draft);
      if (freed === 0) break;
      draft.reason = reason;
      total -= freed;
    }
  }
  return total;
}

/** Takes lines from the last item, where that is the rule and enough is left of it. Gives what became free. */
function shortenLast<Input>(draft: Draft<Input>, overTokens: number): number | undefined {
  const last = draft.items.at(-1);
  if (draft.section.whenTooLong !== 'shorten' || last === undefined) return undefined;
  const shorter = shortenItem(last, last.tokens - overTokens);
  if (shorter === undefined) return undefined;
  draft.items.splice(-1, 1, shorter);
  draft.shortened += 1;
  draft.lostTokens += last.tokens - shorter.tokens;
  return last.tokens - shorter.tokens;
}

function leaveOut<Input>(draft: Draft<Input>): number {
  const gone = giveWay(draft);
  draft.cut.push(...gone);
  return sum(gone);
}

function giveWay<Input>({ section, items }: Draft<Input>): CostedItem[] {
  if (section.whenTooLong === 'drop') return items.splice(0);
  if (section.whenTooLong === 'drop-last' || section.whenTooLong === 'shorten') return items.splice(-1);
  return section.whenTooLong === 'drop-first' ? items.splice(0, 1) : [];
}

function sum(items: readonly CostedItem[]): number {
  return items.reduce((total, { tokens }) => total + tokens, 0);
}

/** What the messages take besides their content; those of the history count their own. Fewer items never need more. */
function overhead<Input>(drafts: readonly Draft<Input>[]): number {
  const written = toMessages(drafts).length - drafts.flatMap(({ items }) => items).filter(isMessage).length;
  return written * MESSAGE_TOKENS;
}

function isMessage({ content }: CostedItem): boolean {
  return typeof content !== 'string';
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

function viewOf<Input>({ section, items, cut, shortened, lostTokens, reason }: Draft<Input>): SectionView {
  const { name, priority } = section;
  return {
    ...{ name, priority, tokens: sum(items), kept: items.length },
    ...{ cut: cut.length, cutTokens: sum(cut) + lostTokens, shortened },
    ...(reason === undefined ? {} : { reason }),
  };
}
