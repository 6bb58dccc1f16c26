import type { EventOf } from '../events/run-event.ts';
import type { AttemptView, PartView, RunState } from './run-state.ts';
import { updateAttempt, updatePart, updateStep } from './update.ts';
import { addUsage } from './usage.ts';

export function startAttempt(state: RunState, event: EventOf<'attempt-start'>): RunState {
  const { attemptId, provider, modelId } = event;
  const attempt: AttemptView = { attemptId, provider, modelId, state: 'running', parts: [], edits: [] };
  return updateStep(state, event, (step) => ({ ...step, attempts: [...step.attempts, attempt] }));
}

export function endAttempt(state: RunState, event: EventOf<'attempt-end'>): RunState {
  const ended = updateAttempt(state, event, (attempt) => ({
    ...attempt,
    // A reset attempt stays one: what it showed is gone, however it ended.
    state: attempt.state === 'reset' ? 'reset' : event.state,
    usage: event.usage,
    parts: attempt.parts.map((part) => (part.open ? { ...part, open: false } : part)),
  }));
  return { ...ended, usage: addUsage(state.usage, event.usage) };
}

/** Drops what an attempt showed: the parts that the event names, its edits, and receipts that were rolled back. */
export function resetAttempt(state: RunState, event: EventOf<'attempt-reset'>): RunState {
  const retracted = new Set(event.retract);
  const reset = updateAttempt(state, event, (attempt) => ({
    ...attempt,
    state: 'reset',
    parts: attempt.parts.filter((part) => !retracted.has(part.partId)),
    edits: [],
  }));
  return event.rolledBack ? updateStep(reset, event, (step) => ({ ...step, receipts: [] })) : reset;
}

/** A new part of a kind. */
export function startPart(kind: 'text' | 'reasoning') {
  return (state: RunState, event: EventOf<'text-start'> | EventOf<'reasoning-start'>): RunState =>
    addPart(state, event, { partId: event.partId, kind, text: '', open: true });
}

export function startToolCall(state: RunState, event: EventOf<'tool-call-start'>): RunState {
  const { partId, toolCallId, toolName } = event;
  return addPart(state, event, { partId, kind: 'tool-call', text: '', open: true, toolCallId, toolName });
}

export function extendPart(
  state: RunState,
  event: EventOf<'text-delta'> | EventOf<'reasoning-delta'> | EventOf<'tool-call-delta'>,
): RunState {
  const more = event.type === 'tool-call-delta' ? event.inputText : event.text;
  return updatePart(state, event, (part) => ({ ...part, text: part.text + more }));
}

export function endPart(state: RunState, event: EventOf<'text-end'> | EventOf<'reasoning-end'>): RunState {
  return updatePart(state, event, (part) => ({ ...part, open: false, ...opaqueOf(event) }));
}

/** The whole input at the end of a tool call counts, whatever its deltas said. */
export function endToolCall(state: RunState, event: EventOf<'tool-call-end'>): RunState {
  return updatePart(state, event, (part) => ({
    ...part,
    text: event.inputText,
    open: false,
    complete: true,
    ...opaqueOf(event),
  }));
}

function opaqueOf({ opaque }: EventOf<'text-end' | 'reasoning-end' | 'tool-call-end'>) {
  return opaque === undefined ? {} : { opaque };
}

export function reportUsage(state: RunState, event: EventOf<'usage'>): RunState {
  return updateAttempt(state, event, (attempt) => ({ ...attempt, usage: event.usage }));
}

function addPart(
  state: RunState,
  event: EventOf<'text-start'> | EventOf<'reasoning-start'> | EventOf<'tool-call-start'>,
  part: PartView,
): RunState {
  return updateAttempt(state, event, (attempt) => ({ ...attempt, parts: [...attempt.parts, part] }));
}
