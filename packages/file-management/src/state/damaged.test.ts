import { expect, test } from 'vitest';
import { damageEverywhere } from '../../test/damaged-state.ts';
import { memoryWorkspace } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';

test('a damaged file of the state folder loses its end or is refused, and never says what was not', async () => {
  const reports = await damageEverywhere(11);
  for (const { name, wrong, tried, read, refused } of reports) {
    expect(wrong, name).toEqual([]);
    expect(read + refused, name).toBe(tried);
    expect(tried, name).toBeGreaterThan(5);
  }
  const total = (key: 'read' | 'refused') => reports.reduce((sum, report) => sum + report[key], 0);
  expect(total('read')).toBeGreaterThan(50);
  expect(total('refused')).toBeGreaterThan(50);
});

test('a damaged history is told at once, and hides no work that was not committed yet', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': '0\n' });
  for (const text of ['1\n', '2\n']) {
    const transaction = await workspace.begin();
    await transaction.write('a.txt', text);
    await transaction.commit();
  }
  const open = await workspace.begin();
  await open.write('a.txt', 'hours of work\n');
  await workspace[Symbol.asyncDispose]();
  const journal = `${workspace.stateFolder}/journal`;
  const bytes = Uint8Array.from(driver.dump(workspace.stateFolder).get('journal')?.bytes ?? []);
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  driver.put(journal, bytes);
  const later = await openWorkspace('/work', { driver, stateFolder: '/state' });
  expect(later.recovery).toMatchObject({ open: [open.id], failure: { code: 'EC_FILE_JOURNAL_CORRUPT' } });
  expect((await later.pending()).map(({ id, paths }) => [id, paths])).toEqual([[open.id, ['a.txt']]]);
  const resumed = await later.resume(open.id);
  expect(await resumed.readText('a.txt')).toBe('hours of work\n');
  await expect(resumed.commit()).rejects.toMatchObject({ code: 'EC_FILE_JOURNAL_CORRUPT' });
  expect(await later.readText('a.txt')).toBe('2\n');
});
