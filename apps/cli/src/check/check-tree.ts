import { availableParallelism } from 'node:os';
import { isEnhancedCodeError } from '@enhanced-code/errors';
import type { Workspace } from '@enhanced-code/file-management';
import { createSyntax, type Diagnostic } from '@enhanced-code/syntax';
import type { CommandContext } from '../command.ts';
import type { ChosenFile } from './chosen-files.ts';

/** What became of one file. */
export interface CheckedFile {
  readonly path: string;
  /** `binary`: it is no text. `unknown`: it was not read or got no verdict, see `reason`. */
  readonly status: 'ok' | 'errors' | 'unsupported' | 'unknown' | 'binary';
  readonly language?: string;
  /** Why there is no verdict. */
  readonly reason?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Files above this many bytes are not read. */
const MOST_BYTES = 64 * 1024 * 1024;
const TOLD_EVERY = 1000;

/** Checks files with as many threads as the machine has cores; the outcome is in the order of the files. */
export async function checkTree(
  context: CommandContext,
  workspace: Workspace,
  files: readonly ChosenFile[],
): Promise<readonly CheckedFile[]> {
  const workers = Math.max(1, Math.min(availableParallelism(), files.length));
  await using syntax = createSyntax({ workers });
  const reader = createReader(workspace, files);
  const checked = new Map<string, CheckedFile>();
  const paths = files.map(({ path }) => path);
  const { signal } = context.io;
  for await (const { path, report } of syntax.checkFiles(paths, reader.read, {
    concurrency: 4 * workers,
    signal,
  })) {
    const { status, language, error, diagnostics } = report;
    checked.set(path, {
      path,
      status,
      diagnostics,
      ...(language && { language }),
      ...(error && { reason: error.message }),
    });
    if (context.io.terminal.stderr && checked.size % TOLD_EVERY === 0)
      context.progress(`  ${checked.size} of ${files.length} files`);
  }
  return paths.map((path) => checked.get(path) ?? reader.without(path));
}

/** Reads texts for the check and remembers why there was none. */
function createReader(workspace: Workspace, files: readonly ChosenFile[]) {
  const sizes = new Map(files.map(({ path, size }) => [path, size]));
  const failures = new Map<string, string>();
  return {
    async read(path: string): Promise<string | undefined> {
      if ((sizes.get(path) ?? 0) > MOST_BYTES) failures.set(path, `It has more than ${MOST_BYTES} bytes.`);
      else
        return await workspace
          .readText(path)
          .catch((thrown: unknown) => void failures.set(path, reasonOf(thrown)));
      return undefined;
    },
    /** A file without a text: one that could not be read, else one that is none. */
    without(path: string): CheckedFile {
      const reason = failures.get(path);
      if (reason !== undefined) return { path, status: 'unknown', reason, diagnostics: [] };
      return { path, status: 'binary', diagnostics: [] };
    },
  };
}

function reasonOf(thrown: unknown): string {
  return isEnhancedCodeError(thrown) ? thrown.message : 'It cannot be read.';
}
