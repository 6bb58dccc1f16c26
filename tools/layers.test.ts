import { globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type WorkspacePackage, workspacePackages } from './workspace.ts';

const packages = workspacePackages();
const layers = new Map(packages.map(({ manifest, layer }) => [manifest.name, layer]));

/** Dependencies inside the workspace that do not point to a lower layer. */
function upwardDependencies({ manifest, layer }: WorkspacePackage): string[] {
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.devDependencies };
  return Object.keys(declared).filter((name) => layers.has(name) && !((layers.get(name) as number) < layer));
}

test('every package has a layer', () => {
  expect(packages.filter(({ layer }) => Number.isNaN(layer)).map(({ manifest }) => manifest.name)).toEqual(
    [],
  );
  expect(packages.length).toBeGreaterThan(8);
});

test.each(packages)('$manifest.name depends only on lower layers', (entry) => {
  expect(upwardDependencies(entry)).toEqual([]);
});

test.each(packages)('no relative import leaves $manifest.name', ({ folder }) => {
  const escapes = globSync('{src,test}/**/*.ts', { cwd: folder }).flatMap((file) => {
    const path = resolve(folder, file);
    const imports = readFileSync(path, 'utf8').matchAll(/(?:from|import\()\s*['"](\.{1,2}\/[^'"]+)['"]/g);
    return [...imports]
      .map(([, target]) => resolve(dirname(path), target as string))
      .filter((target) => relative(folder, target).startsWith('..'))
      .map((target) => `${file} -> ${target}`);
  });
  expect(escapes).toEqual([]);
});

test('a dependency that points upwards would be seen', () => {
  const [lowest] = packages.toSorted((a, b) => a.layer - b.layer);
  const highest = packages.toSorted((a, b) => b.layer - a.layer)[0] as WorkspacePackage;
  const wrong = { ...(lowest as WorkspacePackage) };
  const manifest = { ...wrong.manifest, dependencies: { [highest.manifest.name]: 'workspace:^' } };
  expect(upwardDependencies({ ...wrong, manifest })).toEqual([highest.manifest.name]);
});
