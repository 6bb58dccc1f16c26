import type { ProcessIdentity, ProcessTable } from '../driver/processes.ts';

/** Processes that exist only in a test. */
export interface TestProcesses {
  /** The processes as a new one sees them. */
  spawn(): ProcessTable & {
    /** The new process itself. */
    readonly identity: ProcessIdentity;
  };
  /** Ends a process: its locks become stale. */
  kill(identity: ProcessIdentity): void;
}

/** A machine with processes of its own, to have several of them, and dead ones, in one program. */
export function testProcesses(): TestProcesses {
  const alive = new Set<number>();
  let last = 0;
  return {
    spawn() {
      const identity = { host: 'test', pid: ++last, started: 'test' };
      alive.add(identity.pid);
      return { identity, self: () => identity, alive: ({ pid }) => alive.has(pid) };
    },
    kill: ({ pid }) => void alive.delete(pid),
  };
}
