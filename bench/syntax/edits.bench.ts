// What one edit of a text of 5,000 lines costs, told to an open document and checked: a statement put in and
// taken out again at places all over the text, and the first check of the whole text beside it.
import { createSyntax } from '../../packages/syntax/src/index.ts';
import { judged, median, milliseconds, quantile, row } from './rounds.ts';
import { programOfLines, type Sample, samples } from './samples.ts';

const limits: Readonly<Record<string, number>> = { cpp: 30 };
await using syntax = createSyntax({ exactParsers: false });

async function measure(sample: Sample): Promise<{ first: number; edits: number[]; lines: number }> {
  const text = programOfLines(sample, 5_000);
  await syntax.check(sample.path, sample.head);
  using document = syntax.open(sample.path, text);
  const first = await milliseconds(() => document.check());
  const line = `${sample.statement}\n`;
  const edits: number[] = [];
  for (let place = 1; place < 30; place++) {
    const start = text.indexOf(`${sample.after}\n`, Math.floor((text.length * place) / 32));
    document.edit({ start, end: start, newText: line });
    edits.push(await milliseconds(() => document.check()));
    document.edit({ start, end: start + line.length, newText: '' });
    edits.push(await milliseconds(() => document.check()));
  }
  return { first, edits, lines: text.split('\n').length };
}

process.stdout.write(row('language', 'lines', 'first ms', 'edit ms', '95 %', 'limit', ''));
for (const [language, sample] of Object.entries(samples)) {
  const { first, edits, lines } = await measure(sample);
  const limit = limits[language] ?? 5;
  const [middle, most] = [median(edits), quantile(edits, 0.95)];
  const cells = [lines, first.toFixed(0), middle.toFixed(2), most.toFixed(2), limit, judged(middle <= limit)];
  process.stdout.write(row(language, ...cells));
}
