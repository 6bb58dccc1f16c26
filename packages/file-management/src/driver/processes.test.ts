import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { systemProcesses } from './processes.ts';

const BOOT = '/proc/sys/kernel/random/boot_id';
/** A machine whose processes all began at one time; `changes` replaces what its files hold. */
function machine(changes: Readonly<Record<string, string | undefined>> = {}) {
  return (path: string): string => {
    const known =
      path === BOOT ? 'boot-1\n' : `1 (a ) (b) S ${Array.from({ length: 18 }, (_, n) => n).join(' ')} 777 0`;
    const text = path in changes ? changes[path] : known;
    if (text === undefined) throw Object.assign(new TypeError('unreadable'), { code: 'EMFILE' });
    return text;
  };
}

const here = { host: hostname(), pid: process.pid };
const started = 'boot-1:777';

describe('a process', () => {
  const stat = `/proc/${process.pid}/stat`;
  test.each([
    ['that runs and began when it says is alive', here, {}, true],
    ['whose number another one has got is gone', { ...here, started: 'boot-1:5' }, {}, false],
    ['from before the machine was started anew is gone', { ...here, started: 'boot-0:777' }, {}, false],
    ['that ended and was not waited for yet is gone', here, { [stat]: '1 (a) Z 0 0' }, false],
    [
      'that says nothing of its start is alive while its number is in use',
      { ...here, started: '' },
      {},
      true,
    ],
    ['whose start cannot be read for now counts as alive', here, { [stat]: undefined }, true],
    ['counts as alive where the start of the machine cannot be read', here, { [BOOT]: undefined }, true],
    ['of another machine counts as alive', { ...here, host: 'elsewhere', pid: 0x3fffff }, {}, true],
  ])('%s', (_title, identity, changes, expected) => {
    expect(systemProcesses(machine(changes)).alive({ started, ...identity })).toBe(expected);
  });

  test('whose number nobody has is gone', () => {
    const { pid = 0 } = spawnSync(process.execPath, ['--version']);
    expect(systemProcesses().alive({ ...here, pid, started: '' })).toBe(false);
  });

  test('knows itself', () => {
    const processes = systemProcesses();
    expect(processes.self()).toMatchObject(here);
    expect(processes.alive(processes.self())).toBe(true);
    if (process.platform === 'linux')
      expect(processes.self().started.startsWith(readFileSync(BOOT, 'utf8').trim())).toBe(true);
  });
});
