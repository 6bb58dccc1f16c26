import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { Io } from '../io.ts';
import { runCli } from '../program.ts';
import { treeHash, treeHashes } from '../tree-hash.ts';
import { checkOutput } from './output-schema.ts';

/** How one call ended. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The one document on stdout; a call that printed anything else, or what the published schema forbids, throws. */
  readonly json: Parsed;
}

/** Parsed JSON, of which any field may be asked; what a field holds is for the expectation to say. */
export interface Parsed {
  readonly [field: string]: Parsed | undefined;
}

/** A folder of its own with a place for state, to be called on and thrown away. */
export interface Lab extends Disposable {
  readonly folder: string;
  readonly state: string;
  /** Writes files by their path inside the folder. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  /** One call of the command line in this process, on the folder, without a terminal unless the test says so. */
  call(argv: readonly string[], changes?: Partial<Io>): Promise<Called>;
  /** The call with a reply on stdin. */
  pipe(input: string | Uint8Array, argv: readonly string[], changes?: Partial<Io>): Promise<Called>;
  /** One hash over all names and bytes of the folder. */
  hash(): string;
}

/** Makes a lab with some files in it. */
export function createLab(files: Readonly<Record<string, string | Uint8Array>> = {}): Lab {
  const home = mkdtempSync(join(tmpdir(), 'enhanced-code-cli-'));
  const folder = join(home, 'project');
  const state = join(home, 'state');
  mkdirSync(folder);
  const lab: Lab = {
    folder,
    state,
    write(more) {
      for (const [path, content] of Object.entries(more)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
    },
    call: (argv, changes = {}) =>
      callCli(argv, { cwd: folder, env: { ENHANCED_CODE_STATE: state }, ...changes }),
    pipe: (input, argv, changes = {}) =>
      lab.call(argv, { stdin: Readable.from([Buffer.from(input)]), ...changes }),
    hash: () => treeHash(treeHashes(folder)),
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
  lab.write(files);
  return lab;
}

/** One call of the command line in this process. */
export async function callCli(argv: readonly string[], changes: Partial<Io>): Promise<Called> {
  let stdout = '';
  let stderr = '';
  const code = await runCli(argv, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    stdin: Readable.from([]),
    env: {},
    cwd: tmpdir(),
    terminal: { stdin: false, stdout: false, stderr: false },
    columns: 80,
    signal: new AbortController().signal,
    now: () => 0,
    ...changes,
  });
  return {
    code,
    stdout,
    stderr,
    get json() {
      const document = JSON.parse(stdout) as Parsed;
      checkOutput(document);
      return document;
    },
  };
}
