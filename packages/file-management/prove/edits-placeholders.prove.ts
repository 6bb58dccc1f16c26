// Plans whole files in which a comment stands for code, in the comment styles of twelve languages: every one must
// be refused. Then plans real files as they are: hardly any may be refused. Prints what got through and what was
// refused for nothing. `--folder` names a folder of real files and may be given several times.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { planEdits } from '../src/edits/index.ts';
import { leftOutTexts } from '../test/edits/left-out-texts.ts';
import { createRandom } from '../test/edits/random.ts';
import { collectSources } from '../test/edits/sources.ts';

const { values } = parseArgs({
  options: {
    /** Texts with a comment in the place of code. */
    n: { type: 'string', default: '400' },
    /** Most real files. */
    files: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string', multiple: true },
  },
});
const FALSE_ALARMS = 0.01;
const folders = values.folder ?? [join(import.meta.dirname, '../../../node_modules')];
const most = Math.ceil(Number(values.files) / folders.length);
const sources = folders.flatMap((folder) => collectSources(folder, most));

function refuses(text: string, before: string | undefined, path = 'a.ts'): boolean {
  const base = before === undefined ? undefined : { path, text: before, hash: 'h' };
  const edit = { kind: 'whole', path, text } as const;
  const set = { format: 'whole-file', edits: [edit], complete: true, problems: [] } as const;
  return planEdits(set, () => base).refusals.length > 0;
}

const random = createRandom(Number(values.seed));
const texts = leftOutTexts(random, Number(values.n), sources);
const missed = texts.filter(({ text, before }) => !refuses(text, before));
for (const { mark } of missed.slice(0, 40)) process.stdout.write(`missed: ${mark}\n`);
const alarms = sources.filter(({ path, text }) => refuses(text, undefined, path));
for (const { path } of alarms.slice(0, 10)) process.stdout.write(`refused for nothing: ${path}\n`);
process.stdout.write(
  `${texts.length} texts with code left out: ${missed.length} missed; ${sources.length} real files: ${alarms.length} refused ` +
    `(${((100 * alarms.length) / Math.max(1, sources.length)).toFixed(2)} %)\n`,
);
process.exitCode = missed.length === 0 && alarms.length <= sources.length * FALSE_ALARMS ? 0 : 1;
