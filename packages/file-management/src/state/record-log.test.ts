import { expect, test } from 'vitest';
import { memoryDriver } from '../driver/memory-driver.ts';
import { RecordLog } from './record-log.ts';

const header = { format: 'enhanced-code/test', version: 1 };

test('a log of many records is written and read like a short one', async () => {
  const driver = memoryDriver();
  driver.put('/log/keep', '');
  await using folder = await driver.open('/log');
  const records = Array.from({ length: 140_000 }, (_, at) => ({ at }));
  await new RecordLog(folder, 'journal', header).append(records, false);
  const log = new RecordLog(folder, 'journal', header);
  expect(await log.read()).toHaveLength(records.length);
  await log.append([{ at: -1 }], true);
  expect((await new RecordLog(folder, 'journal', header).read()).at(-1)).toEqual({ at: -1 });
});
