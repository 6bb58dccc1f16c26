import type { EventOf } from '../events/run-event.ts';
import type { RunState, StageView, StepView } from './run-state.ts';
import { updateAttempt, updateLast, updateStep } from './update.ts';

export function startStep(state: RunState, event: EventOf<'step-start'>): RunState {
  const { stepId, index } = event;
  const step: StepView = { stepId, index, state: 'running', attempts: [], receipts: [], refusals: [] };
  return { ...state, steps: [...state.steps, step] };
}

export function endStep(state: RunState, event: EventOf<'step-end'>): RunState {
  return updateStep(state, event, (step) => ({
    ...step,
    state: event.state,
    // What a step that did not finish had applied is rolled back with it.
    ...(event.state === 'finished' ? {} : { receipts: [] }),
    ...(event.error === undefined ? {} : { error: event.error }),
  }));
}

export function startStage(state: RunState, event: EventOf<'stage-start'>): RunState {
  return { ...state, stages: [...state.stages, { stage: event.stage, status: 'running' }] };
}

export function endStage(state: RunState, event: EventOf<'stage-end'>): RunState {
  const { stage, status, reason } = event;
  const ended: StageView = { stage, status, ...(reason === undefined ? {} : { reason }) };
  const isRunning = (view: StageView) => view.stage === stage && view.status === 'running';
  return state.stages.some(isRunning)
    ? { ...state, stages: updateLast(state.stages, isRunning, () => ended) }
    : { ...state, stages: [...state.stages, ended] };
}

export function selectContext(state: RunState, event: EventOf<'context-selected'>): RunState {
  return updateStep(state, event, (step) => ({ ...step, context: event }));
}

export function renderPrompt(state: RunState, event: EventOf<'prompt-rendered'>): RunState {
  return updateStep(state, event, (step) => ({ ...step, prompt: event }));
}

export function addEdit(state: RunState, event: EventOf<'edit-parsed'>): RunState {
  const { index, path } = event;
  const edit = path === undefined ? { index } : { index, path };
  return updateAttempt(state, event, (attempt) => ({ ...attempt, edits: [...attempt.edits, edit] }));
}

export function addReceipt(state: RunState, event: EventOf<'edit-applied'>): RunState {
  return updateStep(state, event, (step) => ({ ...step, receipts: [...step.receipts, event.receipt] }));
}

export function addRefusal(state: RunState, event: EventOf<'edit-refused'>): RunState {
  return updateStep(state, event, (step) => ({ ...step, refusals: [...step.refusals, event] }));
}
