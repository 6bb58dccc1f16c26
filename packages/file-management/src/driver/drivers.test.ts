import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type ConformancePlace, driverConformance, faultDriver } from '../testing/index.ts';
import { diskDriver } from './disk-driver.ts';
import type { FileDriver } from './driver.ts';
import { memoryDriver } from './memory-driver.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-drivers-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function onDisk(driver: FileDriver): ConformancePlace {
  const folder = mkdtempSync(join(scratch, 'case-'));
  return {
    driver,
    folder,
    link: async (name, target) => symlinkSync(target, join(folder, name)),
    special: async (name) => void execFileSync('mkfifo', [join(folder, name)]),
  };
}

function inMemory(wrap: (driver: FileDriver) => FileDriver = (driver) => driver): ConformancePlace {
  const driver = memoryDriver();
  driver.put('/base/case/.keep', '');
  driver.drop('/base/case/.keep');
  return {
    driver: wrap(driver),
    folder: '/base/case',
    link: async (name, target) => driver.putLink(`/base/case/${name}`, target),
    special: async (name) => driver.putLink(`/base/case/${name}`),
  };
}

const places: Readonly<Record<string, () => ConformancePlace>> = {
  'disk by descriptors': () => onDisk(diskDriver()),
  'disk by verified paths': () => onDisk(diskDriver({ descriptorWalk: false })),
  memory: () => inMemory(),
  'memory behind the fault driver': () => inMemory((driver) => faultDriver(driver, () => undefined)),
};

for (const [name, place] of Object.entries(places)) {
  describe(name, () => {
    test.each(driverConformance.map((one) => [one.name, one] as const))('%s', (_name, one) =>
      one.run(place()),
    );
  });
}

test('the suite notices a driver that replaces when it creates', async () => {
  const place = inMemory((driver) => ({
    ...driver,
    async open(path) {
      const folder = await driver.open(path);
      const create = folder.create.bind(folder);
      folder.create = async (file, mode) => {
        await folder.remove(file).catch(() => undefined);
        return create(file, mode);
      };
      return folder;
    },
  }));
  const broken = driverConformance.find((one) => one.name === 'creating never replaces');
  await expect(broken?.run(place)).rejects.toThrow();
});
