import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told apart from a later one that got the same number. */
export interface ProcessIdentity {
  /** Name of the machine or container. */
  readonly host: string;
  /** Number of the process on that machine. */
  readonly pid: number;
  /** Start of the machine and of the process, as the system tells it; empty where it does not. */
  readonly started: string;
}

/** Tells which processes are alive; locks of dead ones are taken over. */
export interface ProcessTable {
  /** The present process. */
  self(): ProcessIdentity;
  /** Whether a process may still be alive. True when that cannot be known, as for another machine. */
  alive(identity: ProcessIdentity): boolean;
}

/** The processes of this machine; `read` gives the text of a file of the system, by default from the disk. */
export function systemProcesses(read: (path: string) => string = readText): ProcessTable {
  const self = { host: hostname(), pid: process.pid, started: startOf(process.pid, read) };
  return {
    self: () => self,
    alive(other) {
      if (other.host !== self.host) return true;
      if (!isRunning(other.pid)) return false;
      const started = startOf(other.pid, read);
      // What cannot be read, for want of descriptors say, is no proof that the process is another one.
      return other.started === '' || started === '' || started === other.started;
    },
  };
}

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== 'ESRCH';
  }
}

/** Boot id and start time in clock ticks (field 22 of `/proc/<pid>/stat`, see proc(5)). */
function startOf(pid: number, read: (path: string) => string): string {
  try {
    const boot = read('/proc/sys/kernel/random/boot_id').trim();
    const stat = read(`/proc/${pid}/stat`);
    // The second field is the program's name in brackets and may itself hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'ended' : `${boot}:${fields[19]}`;
  } catch {
    return '';
  }
}
