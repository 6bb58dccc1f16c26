import { describe, expect, test } from 'vitest';
import { type MemoryDriver, memoryDriver } from '../driver/index.ts';
import { type DriverCall, type Fault, faultDriver, testProcesses } from '../testing/index.ts';
import { type LockOptions, takeLock } from './folder-lock.ts';

/** A folder for locks on a machine of its own, whose calls can fail. */
async function scene(
  decide: (call: DriverCall, memory: MemoryDriver) => Fault | undefined = () => undefined,
) {
  const memory = memoryDriver();
  await memory.makeFolders('/locks', 0o700);
  const driver = faultDriver(memory, (call) => decide(call, memory));
  const folder = await driver.open('/locks');
  const machine = testProcesses();
  let names = 0;
  const asked = { fractions: 0 };
  const options = (changes: Partial<LockOptions> = {}): LockOptions & { pid: number } => {
    const processes = machine.spawn();
    let clock = 0;
    return {
      processes,
      pid: processes.identity.pid,
      timeoutMs: 100,
      now: () => (clock += 10),
      temporaryName: () => `.enhanced-code-${++names}.tmp`,
      fraction: () => (asked.fractions++ % 10) / 10,
      ...changes,
    };
  };
  const left = (): readonly string[] => [...memory.dump('/locks').keys()].sort();
  return { memory, folder, machine, options, left, asked };
}

const isLock = ({ operation, name }: DriverCall, wanted: string): boolean =>
  operation === wanted && /\/lock\.\d+$/.test(name);

describe('who holds the lock is found out from what lies in the folder', () => {
  const owner = (pid: number): string => JSON.stringify({ host: 'test', pid, started: 'test' });

  test.each([
    ['nothing', {}, 'lock.1'],
    ['one that was given back', { 'free.4': '' }, 'lock.5'],
    [
      'a higher one that was given back above one that was left',
      { 'lock.3': owner(1), 'free.7': '' },
      'lock.8',
    ],
    ['one of a process that is gone', { 'lock.2': owner(999) }, 'lock.3'],
    ['one whose bytes a loss of power has torn', { 'lock.2': '{"host":"te' }, 'lock.3'],
    ['an empty one', { 'lock.9': '' }, 'lock.10'],
    ['other files', { 'notes.txt': 'x', 'lock.x': 'x', 'lock.12.bak': 'x' }, 'lock.1'],
    ['the same number twice, held and free', { 'lock.5': owner(999), 'free.5': '' }, 'lock.6'],
  ])('%s', async (_title, files, expected) => {
    const { memory, folder, options, left } = await scene();
    for (const [name, text] of Object.entries(files)) memory.put(`/locks/${name}`, text);
    const lock = await takeLock(folder, options());
    expect(left().filter((name) => /^lock\.\d+$/.test(name))).toEqual([expected]);
    await lock[Symbol.asyncDispose]();
    expect(left().filter((name) => /^(lock|free)\.\d+$/.test(name))).toEqual([
      expected.replace('lock', 'free'),
    ]);
  });

  test('a living process below a higher number that is free does not hold it', async () => {
    const { memory, folder, options, machine } = await scene();
    const { identity } = machine.spawn();
    memory.put('/locks/lock.3', JSON.stringify(identity));
    memory.put('/locks/free.4', '');
    await using lock = await takeLock(folder, options());
    expect(lock).toBeDefined();
  });
});

describe('two that come at the same time', () => {
  test('and one is slow: it steps back before a higher number that it did not see', async () => {
    let other = '';
    const { folder, options, left, memory } = await scene((call, memory) => {
      // Between the look and the claim somebody else has taken and given back one number, and taken the next.
      if (isLock(call, 'link') && other === '') {
        other = JSON.stringify({ host: 'test', pid: 2, started: 'test' });
        memory.put('/locks/lock.2', other);
      }
      return undefined;
    });
    const [mine, theirs] = [options(), options()];
    expect(theirs.pid).toBe(2);
    await expect(takeLock(folder, mine)).rejects.toMatchObject({
      code: 'EC_FILE_LOCKED',
      details: { pid: 2 },
    });
    expect(left()).toEqual(['lock.2']);
    memory.drop('/locks/lock.2');
    memory.put('/locks/free.2', other);
    await using lock = await takeLock(folder, mine);
    expect(lock).toBeDefined();
    expect(left()).toContain('lock.3');
  });

  test('and claim the same number: one of them gets it, the other waits', async () => {
    let taken = false;
    const { folder, options, asked } = await scene((call, memory) => {
      if (isLock(call, 'link') && !taken) {
        taken = true;
        memory.put('/locks/lock.1', JSON.stringify({ host: 'test', pid: 2, started: 'test' }));
      }
      return undefined;
    });
    const [mine] = [options(), options()];
    await expect(takeLock(folder, mine)).rejects.toMatchObject({ code: 'EC_FILE_LOCKED' });
    // Each wait is drawn from the given randomness.
    expect(asked.fractions).toBeGreaterThan(2);
  });

  test('and the holder gives it back just when its name is read', async () => {
    let reads = 0;
    const { folder, options, memory } = await scene((call, memory) => {
      if (!isLock(call, 'read') || reads++ > 0) return undefined;
      memory.drop('/locks/lock.1');
      memory.put('/locks/free.1', '');
      return undefined;
    });
    const [mine, other] = [options(), options()];
    memory.put('/locks/lock.1', JSON.stringify({ host: 'test', pid: other.pid, started: 'test' }));
    await using lock = await takeLock(folder, mine);
    expect(lock).toBeDefined();
    expect(reads).toBe(1);
  });
});

describe('giving it back', () => {
  test.each([1, 2])('is tried again when it fails (%i times)', async (times) => {
    let failures = 0;
    const { folder, options, left } = await scene(({ operation, name }) =>
      operation === 'replace' && /free\.\d+$/.test(name) && failures++ < times ? { error: 'EIO' } : undefined,
    );
    await (await takeLock(folder, options()))[Symbol.asyncDispose]();
    expect(left()).toEqual(['free.1']);
  });

  test('that fails for good raises nothing: the next one takes over when the process has ended', async () => {
    const { folder, options, left, machine } = await scene(({ operation, name }) =>
      operation === 'replace' && /free\.1$/.test(name) ? { error: 'EIO' } : undefined,
    );
    const mine = options();
    await (await takeLock(folder, mine))[Symbol.asyncDispose]();
    expect(left()).toEqual(['lock.1']);
    await expect(takeLock(folder, options())).rejects.toMatchObject({
      code: 'EC_FILE_LOCKED',
      details: { pid: mine.pid, host: 'test' },
    });
    machine.kill(mine.processes.self());
    await using lock = await takeLock(folder, options());
    expect(lock).toBeDefined();
  });
});

describe('what cannot be had', () => {
  test('a claim that fails for another reason is raised as it is, and nothing is left', async () => {
    const { folder, options, left } = await scene((call) =>
      isLock(call, 'link') ? { error: 'EACCES' } : undefined,
    );
    await expect(takeLock(folder, options())).rejects.toMatchObject({ code: 'EACCES' });
    expect(left()).toEqual([]);
  });

  test('a wait says how long it was, from when the caller began to wait', async () => {
    const { folder, options } = await scene();
    await using held = await takeLock(folder, options());
    expect(held).toBeDefined();
    const waiting = takeLock(folder, options({ since: -5000 }));
    await expect(waiting).rejects.toMatchObject({ code: 'EC_FILE_LOCKED' });
    const error = await waiting.catch((reason: unknown) => reason);
    expect((error as { details: { waitedMs: number } }).details.waitedMs).toBeGreaterThanOrEqual(5000);
  });

  test('a process of another machine counts as alive: nobody can know better', async () => {
    const { memory, folder } = await scene();
    const { systemProcesses } = await import('../driver/processes.ts');
    memory.put('/locks/lock.1', JSON.stringify({ host: 'elsewhere', pid: 1, started: '' }));
    const processes = systemProcesses();
    let clock = 0;
    const attempt = takeLock(folder, {
      processes,
      timeoutMs: 50,
      now: () => (clock += 10),
      temporaryName: () => '.enhanced-code-aa.tmp',
      fraction: () => 0,
    });
    await expect(attempt).rejects.toMatchObject({ details: { host: 'elsewhere', pid: 1 } });
  });
});
