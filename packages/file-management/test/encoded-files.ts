import { fileErrors } from '../src/file-errors.ts';
import { memoryWorkspace } from '../src/testing/in-memory.ts';
import type { Random } from './line-cases.ts';

/** What editing generated files of one encoding came to. */
export interface EncodingReport {
  readonly name: string;
  readonly files: number;
  /** Added characters that the encoding cannot hold, or nobody knows how it holds them, and that were refused. */
  readonly refused: number;
  readonly wrong: readonly string[];
}

type Letters = (random: Random) => readonly number[];

/** Bytes of letters as the encodings lay them down; the tables follow the ranges of the WHATWG standard. */
const LETTERS: Readonly<Record<string, Letters>> = {
  'utf-8': (random) => [
    ...Buffer.from(String.fromCodePoint(pick(random, [0xe9, 0x4e2d, 0x1f600, 0x416, 0x5d0]))),
  ],
  'latin1 (cp1252)': (random) => [
    0x61 + random(26),
    pick(random, [0xe9, 0xe4, 0xf1, 0x80, 0x9c]),
    0x61 + random(26),
  ],
  GBK: (random) => [
    0x81 + random(0x7e),
    low(random, [
      [0x40, 0x7e],
      [0x80, 0xfe],
    ]),
  ],
  'Shift-JIS': (random) =>
    random(6) === 0
      ? [0xa1 + random(0x3f), 0xa1 + random(0x3f)]
      : [
          pick(random, [0x82, 0x83, 0x88, 0x93, 0xe3]),
          low(random, [
            [0x40, 0x7e],
            [0x80, 0xfc],
          ]),
        ],
  'EUC-KR': (random) => [0xb0 + random(0x19), 0xa1 + random(0x5e)],
  'KOI8-R': (random) => [0xc0 + random(0x40), 0xc0 + random(0x40), 0xc0 + random(0x40)],
};

/** Encodings of 16 bits, made from the same texts. */
const WIDE = ['utf-16le', 'utf-16be'] as const;
const ENDINGS = ['\n', '\r\n', '\r'];

/** All encodings that `editEncoded` knows. */
export const encodings: readonly string[] = [...Object.keys(LETTERS), 'utf-8 with mark', ...WIDE];

/** Edits a line of ASCII in files of an encoding and compares every other byte. */
export async function editEncoded(name: string, files: number, random: Random): Promise<EncodingReport> {
  const wrong: string[] = [];
  let refused = 0;
  for (let n = 0; n < files; n++) {
    const { head, tail, wrap } = generate(name, random);
    const ending = pick(random, ENDINGS);
    const mode = random(2) === 0 ? 0o644 : 0o755;
    const before = wrap(Buffer.concat([head, ascii(`plain line ${n}${ending}`), tail]));
    const { workspace, driver } = await memoryWorkspace({});
    driver.put('/work/file.txt', before, mode);
    await using transaction = await workspace.begin();
    const { text = '' } = await transaction.read('file.txt');
    if (text.includes('\ufffd')) wrong.push(`file ${n} was read with a replacement character`);
    await transaction.write('file.txt', text.replace(`plain line ${n}`, 'another line'));
    await transaction.commit();
    const after = driver.dump('/work').get('file.txt');
    const expected = wrap(Buffer.concat([head, ascii(`another line${ending}`), tail]));
    if (after === undefined || Buffer.compare(after.bytes, expected) !== 0)
      wrong.push(`file ${n} has other bytes`);
    if (after?.mode !== mode) wrong.push(`file ${n} has another mode`);
    refused += await refusesForeign(workspace, wrong, n);
  }
  return { name, files, refused, wrong };
}

/** Adds a letter of a script that the file does not have: it is refused, or it is there as it was meant. */
async function refusesForeign(
  workspace: Awaited<ReturnType<typeof memoryWorkspace>>['workspace'],
  wrong: string[],
  n: number,
): Promise<number> {
  await using transaction = await workspace.begin();
  const { text = '', encoding } = await transaction.read('file.txt');
  const added = `${text}\u0626`;
  try {
    await transaction.write('file.txt', added);
  } catch (error) {
    await transaction.discard();
    if (fileErrors.is(error, 'EC_FILE_UNENCODABLE')) return 1;
    throw error;
  }
  if (encoding === 'latin1') wrong.push(`file ${n} took a letter that it cannot hold`);
  if ((await transaction.readText('file.txt')) !== added) wrong.push(`file ${n} reads back another text`);
  await transaction.discard();
  return 0;
}

interface Generated {
  readonly head: Buffer;
  readonly tail: Buffer;
  readonly wrap: (bytes: Buffer) => Buffer;
}

function generate(name: string, random: Random): Generated {
  const wide = WIDE.find((one) => one === name);
  const letters = LETTERS[name] ?? LETTERS['utf-8'] ?? (() => []);
  const part = (): Buffer =>
    Buffer.concat(Array.from({ length: 1 + random(8) }, () => lineOf(letters, random)));
  const wrap = (bytes: Buffer): Buffer => {
    if (name === 'utf-8 with mark') return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
    if (wide === undefined) return bytes;
    const little = Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le');
    return wide === 'utf-16le' ? little : little.swap16();
  };
  return { head: part(), tail: part(), wrap };
}

function lineOf(letters: Letters, random: Random): Buffer {
  const parts = Array.from({ length: 1 + random(12) }, () =>
    random(3) === 0 ? [...ascii(pick(random, ['key = ', '// ', '"', ' x', '\\n']))] : [...letters(random)],
  );
  return Buffer.concat([Buffer.from(parts.flat()), ascii(pick(random, ENDINGS))]);
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function low(random: Random, ranges: readonly (readonly [from: number, to: number])[]): number {
  const [from, to] = pick(random, ranges);
  return from + random(to - from + 1);
}

function pick<Item>(random: Random, from: readonly Item[]): Item {
  return from[random(from.length)] as Item;
}
