// Plays streams that other projects have recorded from real providers, out of the git repositories named on the command
// line: one event of JSON per line (`*.chunks.txt`), server-sent events (`*.sse`, `*.sse.txt`), or cassettes of HTTP in
// YAML (`*stream*.yaml`). Says how each ends, beside what a second reading of its events expects, and cuts each before
// every event: none may be taken for whole.
import { execFileSync } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { isObject, objectAt, parseJson, textAt } from '../src/json.ts';
import { modelWith, type WireName } from '../test/answers.ts';
import { cutBytes, fakeFetch } from '../test/fake-fetch.ts';
import { printTable } from '../test/print-table.ts';

type Event = Readonly<Record<string, unknown>>;

interface Recording {
  readonly name: string;
  readonly wire: WireName;
  readonly events: readonly Event[];
}

/** What a plain reading of the events says, in words of the protocol alone. */
interface Reading {
  readonly text: string;
  readonly states: readonly string[];
  /** The inputs of the calls, where they are read here. */
  readonly inputs?: readonly unknown[];
}

function git(folder: string, args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], {
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString('utf8');
}

/** A snapshot may lack its largest files. */
function linesOf(folder: string, path: string): string[] {
  try {
    return git(folder, ['show', `HEAD:${path}`]).split('\n');
  } catch {
    return [];
  }
}

function recordingsOf(folder: string): Recording[] {
  const paths = git(folder, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', 'HEAD']).split('\0');
  return paths
    .filter((path) => /\.chunks\.txt$|\.sse(\.txt)?$|stream\w*\.ya?ml$/.test(path))
    .flatMap((path) =>
      answersOf(path, linesOf(folder, path)).flatMap((lines, index) => recordingOf(path, index, lines)),
    );
}

/** A cassette in YAML holds several answers, each as a block or as one quoted text; the others hold one. */
function answersOf(path: string, lines: readonly string[]): string[][] {
  if (!/\.ya?ml$/.test(path)) return [[...lines]];
  const unquoted = lines.flatMap((line) => {
    const quoted = line.match(/^ +body: (".*")$/)?.[1];
    return quoted === undefined ? [line.trimStart()] : String(parseJson(quoted) ?? '').split('\n');
  });
  const answers: string[][] = [];
  for (const line of unquoted) {
    if (/^- id: \d+$/.test(line)) answers.push([]);
    answers.at(-1)?.push(line);
  }
  return answers;
}

function recordingOf(path: string, index: number, lines: readonly string[]): Recording[] {
  const data = lines.map((line) => line.replace(/^data: ?/, '')).filter((line) => line.startsWith('{'));
  const events = data.map((line): unknown => parseJson(line)).filter(isObject);
  const wire = wireOf(events);
  const folder = basename(dirname(path));
  const name = folder === '__fixtures__' ? basename(path) : `${folder}/${basename(path)}${index || ''}`;
  return wire === undefined ? [] : [{ name, wire, events }];
}

function wireOf(events: readonly Event[]): WireName | undefined {
  if (events.some(({ type }) => type === 'message_start')) return 'messages';
  if (events.some(({ type }) => String(type).startsWith('response.'))) return 'responses';
  if (events.some(({ candidates }) => Array.isArray(candidates))) return 'generateContent';
  return events.some(({ choices }) => Array.isArray(choices)) ? 'chat' : undefined;
}

const first = (list: unknown): Event => {
  const [found] = Array.isArray(list) ? list : [];
  return isObject(found) ? found : {};
};
const joined = (texts: readonly (string | undefined)[]): string => texts.map((text) => text ?? '').join('');
const failed = { text: '', states: ['failed'] };

const readings: Readonly<Record<WireName, (events: readonly Event[]) => Reading>> = {
  messages(events) {
    const reason = events.map((event) => textAt(objectAt(event, 'delta'), 'stop_reason')).findLast(Boolean);
    const whole = events.some(({ type }) => type === 'message_stop') && reason !== undefined;
    const cut = !whole || reason === 'max_tokens';
    return {
      text: joined(
        events.map((event) =>
          event.type === 'content_block_start'
            ? textAt(objectAt(event, 'content_block'), 'text')
            : textAt(objectAt(event, 'delta'), 'text'),
        ),
      ),
      states: [cut ? 'truncated' : reason === 'refusal' ? 'refused' : 'finished'],
    };
  },
  responses(events) {
    const deltas = events.filter(({ type }) => type === 'response.output_text.delta');
    const text = joined(deltas.map((event) => textAt(event, 'delta')));
    const end = events.find(({ type }) =>
      /^response\.(completed|incomplete|failed)$|^error$/.test(String(type)),
    );
    if (end === undefined) return { text, states: ['truncated'] };
    if (end.type !== 'response.completed')
      return { text, states: [end.type === 'response.incomplete' ? 'truncated' : 'failed'] };
    // Some were shortened by hand, so that events are missing: then the answer must not be taken for whole.
    const done = events.filter(({ type }) => type === 'response.output_text.done');
    const lost = done.length > 0 && joined(done.map((event) => textAt(event, 'text'))) !== text;
    return { text, states: [lost ? 'failed' : 'finished'] };
  },
  chat(events) {
    if (events.some(({ error }) => Boolean(error))) return failed;
    const choices = events.map(({ choices: list }) => first(list));
    const reason = choices.map((choice) => textAt(choice, 'finish_reason')).findLast(Boolean);
    const contents = choices.map((choice) => objectAt(choice, 'delta').content);
    const parts = contents.flatMap((content) => (Array.isArray(content) ? content : [{ text: content }]));
    const text = joined(parts.map((part) => textAt(part, 'text')));
    return { text, states: [reason === undefined || reason === 'length' ? 'truncated' : 'finished'] };
  },
  generateContent(events) {
    if (events.some(({ error }) => Boolean(error))) return failed;
    const candidates = events.map(({ candidates: list }) => first(list));
    const parts = candidates.flatMap((candidate) => {
      const found = objectAt(candidate, 'content').parts;
      return Array.isArray(found) ? found.filter(isObject) : [];
    });
    const reason = candidates.map((candidate) => textAt(candidate, 'finishReason')).findLast(Boolean);
    const cut = reason === undefined || reason === 'MAX_TOKENS';
    const state = cut ? 'truncated' : 'finished';
    const text = joined(parts.map((part) => (part.thought === true ? '' : textAt(part, 'text'))));
    const states = reason === 'STOP' || state === 'truncated' ? [state] : ['refused', 'failed'];
    return { text, states, inputs: inputsOf(parts.map((part) => part.functionCall).filter(isObject)) };
  },
};

/** The inputs of Gemini's calls, whose values may come one by one, each with its path. */
function inputsOf(calls: readonly Event[]): readonly unknown[] {
  const inputs: Tree[] = [];
  for (const { name, args, partialArgs } of calls) {
    if (name !== undefined) inputs.push({ ...(isObject(args) ? (args as Tree) : {}) });
    for (const piece of Array.isArray(partialArgs) ? partialArgs : []) place(inputs.at(-1) ?? {}, piece);
  }
  // Lists are objects with numbers for names here, so both sides are compared as such.
  return inputs;
}

interface Tree {
  [name: string]: Tree | string | number | boolean | null;
}

function place(input: Tree, { jsonPath, stringValue: text, numberValue, boolValue }: Event): void {
  const steps = String(jsonPath).match(/[^$.[\]]+/g) ?? [];
  let at = input;
  for (const step of steps.slice(0, -1)) {
    at[step] ??= {};
    at = at[step] as Tree;
  }
  const last = steps.at(-1) ?? '';
  at[last] =
    typeof text === 'string'
      ? `${String(at[last] ?? '')}${text}`
      : ((numberValue ?? boolValue ?? null) as null);
}

/** A value without the difference between a list and an object, as text. */
function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${name}:${flat(member)}`);
  return `{${members.sort().join(',')}}`;
}

function bytesOf(events: readonly Event[], wire: WireName): Uint8Array {
  const named = wire === 'messages' || wire === 'responses';
  const lines = events.map(
    (event) => `${named ? `event: ${String(event.type)}\n` : ''}data: ${JSON.stringify(event)}\n\n`,
  );
  return new TextEncoder().encode(lines.join(''));
}

async function play(wire: WireName, bytes: Uint8Array) {
  const { fetch } = fakeFetch(cutBytes(bytes, [7, 1000, 3]));
  const messages = [{ role: 'user' as const, content: 'go' }];
  return modelWith(wire, fetch).stream({ messages }).result();
}

/** The first event after which the answer may be whole. */
function endOf({ wire, events }: Recording): number {
  return events.findIndex((event) => {
    if (wire === 'messages') return event.type === 'message_stop';
    if (wire === 'responses') return /^response\.(comp|inc|fail)/.test(String(event.type));
    const choice = first(wire === 'chat' ? event.choices : event.candidates);
    return Boolean(choice.finish_reason ?? choice.finishReason);
  });
}

/** Some recordings hold several answers one after another; only the first is read. */
function firstAnswer(recording: Recording): Recording {
  const end = endOf(recording);
  const known = recording.wire === 'messages' || recording.wire === 'responses';
  return end === -1 || !known ? recording : { ...recording, events: recording.events.slice(0, end + 1) };
}

/** How many beginnings of a recording are taken for the whole, of so many. */
async function cuts(recording: Recording): Promise<readonly [number, number]> {
  const end = endOf(recording);
  const step = Math.ceil(end / 60) || 1;
  let [taken, count] = [0, 0];
  for (let at = 0; at < end; at += step) {
    const { state } = await play(recording.wire, bytesOf(recording.events.slice(0, at), recording.wire));
    count += 1;
    if (state === 'finished') taken += 1;
  }
  return [taken, count];
}

const rows: Record<string, string | number>[] = [];
let wrong = 0;
for (const recording of process.argv.slice(2).flatMap(recordingsOf).map(firstAnswer)) {
  const { name, wire, events } = recording;
  const expected = readings[wire](events);
  const result = await play(wire, bytesOf(events, wire));
  const [taken, count] = await cuts(recording);
  const inputs = result.toolCalls.map(({ inputText }) => parseJson(inputText));
  const sameInputs = expected.inputs === undefined || flat(expected.inputs) === flat(inputs);
  const fits =
    expected.states.includes(result.state) &&
    ((result.text === expected.text && sameInputs) || result.state === 'failed');
  if (!fits || taken > 0) wrong += 1;
  rows.push({
    recording: name.replace(/\.chunks\.txt$/, ''),
    wire,
    events: events.length,
    state: result.state,
    reason: result.finishReason.raw ?? '',
    text: result.text.length,
    calls: result.toolCalls.length,
    tokens: `${result.usage.inputTokens}+${result.usage.outputTokens} ${result.usage.source}`,
    cuts: `${taken} of ${count}`,
    error: result.error?.code ?? '',
    right: fits ? 'yes' : `NO: ${expected.states.join('/')}, ${expected.text.length} characters`,
  });
}
printTable(rows);
process.stdout.write(`\n${rows.length} recordings, ${wrong} of them not as expected\n`);
if (wrong > 0 || rows.length === 0) process.exitCode = 1;
