import type { EventOf, RunEvent, RunEventType } from '../events/run-event.ts';
import * as attempts from './reduce-attempt.ts';
import * as steps from './reduce-step.ts';
import type { RunState } from './run-state.ts';
import { updateLast } from './update.ts';

type Reducers = { readonly [Type in RunEventType]: (state: RunState, event: EventOf<Type>) => RunState };

const reducers: Reducers = {
  'run-start': (state, start) => ({ ...state, start }),
  'run-end': (state, end) => ({ ...state, end, phase: 'ended' }),
  message: (state, event) => ({ ...state, messages: [...state.messages, event] }),
  warning: (state, event) => ({ ...state, warnings: [...state.warnings, event] }),
  custom: (state) => state,
  'step-start': steps.startStep,
  'step-end': steps.endStep,
  'stage-start': steps.startStage,
  'stage-end': steps.endStage,
  'context-selected': steps.selectContext,
  'prompt-rendered': steps.renderPrompt,
  'attempt-start': attempts.startAttempt,
  'attempt-end': attempts.endAttempt,
  'attempt-reset': attempts.resetAttempt,
  'text-start': attempts.startPart('text'),
  'text-delta': attempts.extendPart,
  'text-end': attempts.endPart,
  'reasoning-start': attempts.startPart('reasoning'),
  'reasoning-delta': attempts.extendPart,
  'reasoning-end': attempts.endPart,
  'tool-call-start': attempts.startToolCall,
  'tool-call-delta': attempts.extendPart,
  'tool-call-end': attempts.endToolCall,
  'tool-intent': noteTool,
  'tool-result': noteTool,
  usage: attempts.reportUsage,
  'edit-parsed': steps.addEdit,
  'edit-applied': steps.addReceipt,
  'edit-refused': steps.addRefusal,
  'check-result': (state, check) => ({ ...state, check }),
  change: (state, change) => ({ ...state, change }),
  'review-requested': (state, review) => ({ ...state, review, phase: 'waiting' }),
  'review-decision': (state, review) => ({ ...state, review, phase: 'running' }),
  'commit-intent': (state, commit) => ({ ...state, commit }),
  'commit-done': (state, commit) => ({ ...state, commit }),
};

/**
 * Takes one event into the state of a run, without changing the state that is handed in. An event that was taken
 * in before (after a reconnection) changes nothing. Gaps are allowed, since a view may leave events out.
 */
export function reduceRun(state: RunState, event: RunEvent): RunState {
  if (event.seq <= state.lastSeq) return state;
  const seen: RunState = {
    ...state,
    runId: event.runId,
    lastSeq: event.seq,
    epoch: event.epoch,
    phase: state.phase === 'empty' ? 'running' : state.phase,
  };
  return isKnownType(event.type) ? applyKnown(seen, event) : noteUnknown(seen, event);
}

/** Whether this release knows a type of event. */
export function isKnownType(type: string): type is RunEventType {
  return Object.hasOwn(reducers, type);
}

function applyKnown(state: RunState, event: RunEvent): RunState {
  // The table pairs each type with a reducer of exactly that event, which the compiler cannot follow here.
  const reduce = reducers[event.type] as (state: RunState, event: RunEvent) => RunState;
  return reduce(state, event);
}

function noteUnknown(state: RunState, event: RunEvent): RunState {
  if (event.ignorable === true || state.unknownTypes.includes(event.type)) return state;
  return { ...state, unknownTypes: [...state.unknownTypes, event.type] };
}

function noteTool(state: RunState, event: EventOf<'tool-intent'> | EventOf<'tool-result'>): RunState {
  const isSame = (tool: RunState['tools'][number]) => tool.toolCallId === event.toolCallId;
  return state.tools.some(isSame)
    ? { ...state, tools: updateLast(state.tools, isSame, () => event) }
    : { ...state, tools: [...state.tools, event] };
}
