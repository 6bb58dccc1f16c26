import { defineConfig, type Options } from 'tsup';

/** Build settings that every package shares; a package with more entries passes its own. */
export function packageConfig(entry: string[] = ['src/index.ts']): Options {
  return {
    entry,
    format: ['esm'],
    target: 'node22',
    platform: 'node',
    dts: true,
    sourcemap: true,
    clean: true,
  };
}

export default defineConfig(packageConfig());
