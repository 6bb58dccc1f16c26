import type { FileChange } from '../commit/commit-record.ts';
import { decodeText } from '../content/encoding.ts';
import { createPatches, type FilePatch } from '../lines/patch.ts';
import type { BlobStore } from '../state/blob-store.ts';

/** The changes as a patch that `git apply` accepts. Whatever is not UTF-8 text becomes a binary patch. */
export async function gitDiff(blobs: BlobStore, changes: readonly FileChange[]): Promise<string> {
  const moved = new Set(
    changes.flatMap(({ from, before, after }) => (isMove(from, before, after) ? [from] : [])),
  );
  const sources = new Map(changes.map((change) => [change.path, change]));
  const patches: FilePatch[] = [];
  for (const change of changes) {
    const source = change.from === undefined ? undefined : sources.get(change.from);
    if (isMove(change.from, change.before, change.after) && source?.after === null) {
      patches.push(await toPatch(blobs, { ...change, before: source.before }, change.from));
    } else if (!(change.after === null && moved.has(change.path))) patches.push(await toPatch(blobs, change));
  }
  return createPatches(patches);
}

function isMove(from: string | undefined, before: unknown, after: unknown): from is string {
  return from !== undefined && before === null && after !== null;
}

async function toPatch(
  blobs: BlobStore,
  { path, before, after }: FileChange,
  oldPath?: string,
): Promise<FilePatch> {
  return {
    path,
    ...(oldPath === undefined ? {} : { oldPath }),
    ...(before === null ? {} : { before: await contentOf(blobs, before.hash), oldMode: before.mode }),
    ...(after === null ? {} : { after: await contentOf(blobs, after.hash), newMode: after.mode }),
  };
}

/** A byte order mark is part of the lines of a patch: git knows nothing of it. */
async function contentOf(blobs: BlobStore, hash: string): Promise<string | Uint8Array> {
  const bytes = await blobs.get(hash);
  const decoded = decodeText(bytes);
  if (decoded?.encoding !== 'utf-8') return bytes;
  return decoded.bom ? `\ufeff${decoded.text}` : decoded.text;
}
