import type { RunEventBase } from '../events/event-base.ts';
import type { AttemptView, PartView, RunState, StepView } from './run-state.ts';

/**
 * The item with the changed one in its place. Looks from the end, where nearly all changes happen; an item that
 * is not there (its start was filtered out) leaves the list as it is.
 */
export function updateLast<Item>(
  items: readonly Item[],
  matches: (item: Item) => boolean,
  change: (item: Item) => Item,
): readonly Item[] {
  const index = items.findLastIndex(matches);
  const found = items[index];
  if (found === undefined) return items;
  const changed = change(found);
  return changed === found ? items : items.with(index, changed);
}

/** Changes the step that an event belongs to: the one it names, else the last. */
export function updateStep(
  state: RunState,
  event: RunEventBase,
  change: (step: StepView) => StepView,
): RunState {
  const belongs = (step: StepView) => event.stepId === undefined || step.stepId === event.stepId;
  return { ...state, steps: updateLast(state.steps, belongs, change) };
}

/** Changes the attempt that an event belongs to. */
export function updateAttempt(
  state: RunState,
  event: RunEventBase & { readonly attemptId: string },
  change: (attempt: AttemptView) => AttemptView,
): RunState {
  const belongs = (attempt: AttemptView) => attempt.attemptId === event.attemptId;
  return updateStep(state, event, (step) => ({
    ...step,
    attempts: updateLast(step.attempts, belongs, change),
  }));
}

/** Changes the part that an event belongs to. */
export function updatePart(
  state: RunState,
  event: RunEventBase & { readonly attemptId: string; readonly partId: string },
  change: (part: PartView) => PartView,
): RunState {
  const belongs = (part: PartView) => part.partId === event.partId;
  return updateAttempt(state, event, (attempt) => ({
    ...attempt,
    parts: updateLast(attempt.parts, belongs, change),
  }));
}
