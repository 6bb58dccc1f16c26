import { createHash } from 'node:crypto';
import type { ContextSource, PastCommit, SourceFile } from './source.ts';

/** A source in memory whose files can be changed between two questions. */
export interface MemorySource extends ContextSource {
  /** Puts a text in the place of a file; `undefined` takes the file away. */
  set(path: string, text: string | undefined): void;
  /** Paths that were read, in order; empty it to count the reads of one step. */
  readonly reads: string[];
}

/**
 * Makes a source in memory, for tests and examples.
 *
 * @param files Texts by path.
 * @param commits Past commits, newest first; without them the source has no history.
 */
export function memorySource(
  files: Readonly<Record<string, string>>,
  commits?: readonly PastCommit[],
): MemorySource {
  const texts = new Map(Object.entries(files));
  const reads: string[] = [];
  return {
    reads,
    set(path, text) {
      if (text === undefined) texts.delete(path);
      else texts.set(path, text);
    },
    list: async () => [...texts].map(([path, text]) => describe(path, text)),
    async read(path) {
      reads.push(path);
      return texts.get(path);
    },
    ...(commits === undefined ? {} : { history: async () => commits }),
  };
}

function describe(path: string, text: string): SourceFile {
  const hash = createHash('sha256').update(text).digest('hex');
  return { path, size: Buffer.byteLength(text), mtimeMs: 0, hash };
}
