import type { Registry } from '@enhanced-code/registry';
import type { EventLog } from '@enhanced-code/streaming';
import { coreErrors } from './core-errors.ts';
import type { EnhancedCodeOptions } from './engine-options.ts';
import { executeRun } from './run/execute-run.ts';
import { RunControl } from './run/run-control.ts';
import { createRunHandle, type RunHandle } from './run/run-handle.ts';
import type { RunOptions } from './run/run-options.ts';
import type { RunResult } from './run/run-result.ts';
import { wireEngine } from './wire-engine.ts';

/** Runs instructions on one workspace with one model. */
export interface EnhancedCode extends AsyncDisposable {
  /**
   * Starts a run at once. It ends in exactly one of finished, refused, failed and cancelled, and says so in
   * `handle.result`, which never rejects. Throws `EC_CORE_DISPOSED` after the engine was disposed of.
   */
  run(options: RunOptions): RunHandle;
  /** What the engine is wired from; override a component before the first run. */
  readonly registry: Registry;
}

/** Makes an engine. Nothing is opened, read or called before the first run. */
export function createEnhancedCode(options: EnhancedCodeOptions): EnhancedCode {
  const engine = wireEngine(options);
  const running = new Map<RunControl, Promise<RunResult>>();
  let disposed = false;

  function run(runOptions: RunOptions): RunHandle {
    if (disposed) throw coreErrors.create('EC_CORE_DISPOSED', {});
    const control = new RunControl(runOptions.signal);
    const id = runOptions.runId ?? engine.ids('run');
    const log = Promise.withResolvers<EventLog>();
    log.promise.catch(() => {}); // The result tells of it; whoever reads the events is told too.
    const result = executeRun(engine.parts(), id, runOptions, control, log.resolve).finally(() => {
      running.delete(control);
      control.dispose();
    });
    running.set(control, result);
    // A run whose log could not be opened has no events to wait for; otherwise this comes too late to matter.
    void result.then(({ error }) => log.reject(error));
    return createRunHandle(id, log.promise, control, result);
  }

  return {
    run,
    registry: engine.registry,
    async [Symbol.asyncDispose]() {
      disposed = true;
      for (const control of running.keys()) control.cancel();
      await Promise.all(running.values());
      await engine.registry.stop();
    },
  };
}
