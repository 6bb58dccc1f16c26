// Measures the processor time of planning edits: a long file with many hunks, a large file, and files of equal lines.
// An argument takes the tasks whose names hold it.
import { parseEdits, planEdits } from '../../packages/file-management/src/edits/index.ts';

function measure(name, run, times = 7) {
  if (!name.includes(process.argv[2] ?? '')) return;
  const samples = [];
  for (let at = 0; at < times; at++) {
    const before = process.cpuUsage();
    const result = run();
    const { user, system } = process.cpuUsage(before);
    samples.push((user + system) / 1000);
    if (at === 0) process.stdout.write(`${name.padEnd(46)} ${result} `);
  }
  samples.sort((left, right) => left - right);
  const show = (part) => (samples[Math.floor((samples.length - 1) * part)] ?? 0).toFixed(1).padStart(8);
  process.stdout.write(`median ${show(0.5)} ms, worst ${show(1)} ms\n`);
}

function plan(edit, format, text) {
  const { files, refusals } = planEdits(parseEdits(edit, format), () => ({ path: 'a.txt', text, hash: 'h' }), { target: 'a.txt' });
  return refusals.length > 0 ? refusals[0].code : `${files.length} file`;
}

const long = Array.from({ length: 100_000 }, (_, at) => `  const value${at} = compute(${at % 977}, "${at}");`);
const hunks = Array.from({ length: 200 }, (_, at) => {
  const start = 100 + at * 480;
  const [a, b, c, d, e, f, g] = long.slice(start, start + 7);
  return `@@ -${start + 1},7 +${start + 1},7 @@\n ${a}\n ${b}\n ${c}\n-${d}\n+changed ${at}\n ${e}\n ${f}\n ${g}\n`;
});
const header = '--- a/a.txt\n+++ b/a.txt\n';
const longText = `${long.join('\n')}\n`;
measure('100,000 lines, 200 hunks', () => plan(header + hunks.join(''), 'unified-diff', longText));
measure('the same, hunks dedented', () => plan(header + hunks.join('').replaceAll(/^([ -]) {2}/gm, '$1'), 'unified-diff', longText));
measure('the same, one stale', () => plan(header + hunks.join('').replace('value580 ', 'stale '), 'unified-diff', longText));

const large = Array.from({ length: 250_000 }, (_, at) => `${at} ${'x'.repeat(34)}`);
const largeText = `${large.join('\n')}\n`;
const one = `@@ -5,3 +5,3 @@\n ${large[124_000]}\n-${large[124_001]}\n+changed\n ${large[124_002]}\n`;
measure(`${(largeText.length / 1e6).toFixed(0)} MB, one hunk`, () => plan(header + one, 'unified-diff', largeText));

const equal = 'same line\n'.repeat(50_000);
const block = (search, replace) => `a.txt\n\`\`\`\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n`;
measure('50,000 equal lines, 7 wanted', () => plan(block('same line\n'.repeat(7), 'x\n'), 'search-replace', equal));
measure('50,000 equal lines, 25,000 wanted', () => plan(block('same line\n'.repeat(25_000), 'x\n'), 'search-replace', equal));
measure('50,000 equal lines, 25,000 and one stale', () => plan(block(`${'same line\n'.repeat(25_000)}stale\n`, 'x\n'), 'search-replace', equal));
measure('50,000 equal lines, 25,000 without prefix', () =>
  plan(`${header}@@ @@\n${' same line\n'.repeat(25_000)}-stale\n`, 'unified-diff', equal.replaceAll('same', ' same')),
);
measure('50,000 equal lines, str_replace', () =>
  plan(JSON.stringify({ path: 'a.txt', old_str: 'same line\n'.repeat(25_000), new_str: 'x' }), 'str-replace', equal),
);
measure('20,000 blocks in one reply', () =>
  plan(long.slice(0, 20_000).map((line) => block(`${line}\n`, 'x\n')).join(''), 'search-replace', longText), 3);
measure('100,000 blocks in one reply', () => plan(block('a\n', 'b\n').repeat(100_000), 'search-replace', longText), 3);
measure('10 MB of noise', () => plan('@@ -1 +1 @@ < = > ```\n'.repeat(450_000), 'unified-diff', longText), 3);
