import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { packageConfig } from '../../tsup.config.ts';
import { grammarFiles } from './src/tree/grammar-files.ts';

/** Copies the grammars beside the built code, with a list that says where each comes from. */
function copyGrammars(): void {
  const require = createRequire(import.meta.url);
  const sources: string[] = [];
  mkdirSync('dist/grammars', { recursive: true });
  for (const [name, file] of Object.entries(grammarFiles).sort()) {
    const bytes = readFileSync(require.resolve(file));
    writeFileSync(`dist/grammars/${name}.wasm`, bytes);
    sources.push(`${name}.wasm ${file} sha256 ${createHash('sha256').update(bytes).digest('hex')}`);
  }
  const licences =
    'The grammars are built from projects under the MIT and Apache-2.0 licences; the packages:';
  writeFileSync('dist/grammars/SOURCES.txt', `${licences}\n\n${sources.join('\n')}\n`);
}

const entry = { index: 'src/index.ts', 'worker-thread': 'src/worker/worker-thread.ts' };

export default {
  ...packageConfig(),
  entry,
  dts: { entry: 'src/index.ts' },
  onSuccess: async () => copyGrammars(),
};
