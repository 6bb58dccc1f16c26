import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;
// Workspace packages are read from their sources, so no test needs a build.
const conditions = ['@enhanced-code/source', 'node', 'import', 'module', 'default'];

/** Every folder below `parent` that holds a package.json, as a vitest project named after its package folder. */
function projectsIn(parent: string): { name: string; root: string }[] {
  if (!existsSync(join(root, parent))) return [];
  return readdirSync(join(root, parent))
    .filter((name) => existsSync(join(root, parent, name, 'package.json')))
    .map((name) => ({ name, root: join(root, parent, name) }));
}

const projects = [
  ...projectsIn('packages'),
  ...projectsIn('apps'),
  ...projectsIn('apps/examples').map(({ name, root: folder }) => ({ name: `example-${name}`, root: folder })),
  { name: 'tools', root: join(root, 'tools') },
];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    testTimeout: 20_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
    projects: projects.map(({ name, root: folder }) => ({
      extends: true,
      // A project may prepare something once for all its tests, such as an installed consumer.
      test: {
        name,
        root: folder,
        globalSetup: existsSync(join(folder, 'consumer-setup.ts')) ? ['consumer-setup.ts'] : [],
        include: ['**/*.test.ts'], exclude: ['**/node_modules/**', '**/dist/**', 'sample/**'],
      },
    })),
  },
});
