import { encodeLike } from '../content/encode-like.ts';
import { decodeText } from '../content/encoding.ts';
import { hashOf } from '../content/file-snapshot.ts';
import { fileErrors } from '../file-errors.ts';
import { applyBlocks, type ChangeBlock, changeBlocks } from '../lines/change-blocks.ts';
import type { PendingChange } from './pending-changes.ts';
import type { FileBlock } from './transaction.ts';
import type { TransactionStore } from './transaction-store.ts';

/** The text of a change on both sides, and its blocks. */
interface BlockedFile {
  readonly change: PendingChange;
  readonly before: string;
  readonly blocks: readonly ChangeBlock[];
}

/** All change blocks of what is pending. Files with a side that is no text have none. */
export async function fileBlocks(store: TransactionStore): Promise<readonly FileBlock[]> {
  const files = await blockedFiles(store);
  return files.flatMap(({ change: { path }, blocks }) =>
    blocks.map((block) => ({ ...block, path, id: blockId(path, block.id) })),
  );
}

/** Keeps only some of the blocks: those that `isKept` names. Unknown ids are refused. */
export async function keepBlocks(
  store: TransactionStore,
  ids: readonly string[],
  isKept: (named: boolean) => boolean,
): Promise<void> {
  const files = await blockedFiles(store);
  refuseUnknown(files, ids);
  for (const { change, before, blocks } of files) {
    const kept = blocks
      .filter(({ id }) => isKept(ids.includes(blockId(change.path, id))))
      .map(({ id }) => id);
    if (kept.length === blocks.length) continue;
    await setText(store, change, kept.length === 0 ? undefined : applyBlocks(before, blocks, kept));
  }
}

/** Gives the new side of one block another text. */
export async function editBlock(store: TransactionStore, wanted: string, newText: string): Promise<void> {
  const files = await blockedFiles(store);
  refuseUnknown(files, [wanted]);
  for (const { change, before, blocks } of files) {
    if (!blocks.some(({ id }) => blockId(change.path, id) === wanted)) continue;
    const edited = blocks.map((block) =>
      blockId(change.path, block.id) === wanted ? { ...block, afterText: newText } : block,
    );
    await setText(
      store,
      change,
      applyBlocks(
        before,
        edited,
        edited.map(({ id }) => id),
      ),
    );
  }
}

async function blockedFiles(store: TransactionStore): Promise<readonly BlockedFile[]> {
  const files: BlockedFile[] = [];
  for (const change of store.pending.net()) {
    const before = await textOf(store, change.base?.hash);
    const after = await textOf(store, change.content?.hash);
    if (before === undefined || after === undefined) continue;
    files.push({ change, before, blocks: changeBlocks(before, after) });
  }
  return files;
}

/** The text behind a hash; a file that is not there has an empty one; undefined for bytes that are no text. */
async function textOf(store: TransactionStore, hash: string | undefined): Promise<string | undefined> {
  return hash === undefined ? '' : decodeText(await store.parts.blobs.get(hash))?.text;
}

/** Without any block a new file is none, a deleted one stays, and a changed one is as it was. */
async function setText(
  store: TransactionStore,
  change: PendingChange,
  text: string | undefined,
): Promise<void> {
  const { path, base, content } = change;
  if (text === undefined && (base === null || content === null || base.mode === content.mode)) {
    return store.record({ type: 'change', change: { path, base, content: base } });
  }
  const model = decodeText(await store.parts.blobs.get((content ?? base)?.hash ?? ''));
  const old = text ?? (await textOf(store, base?.hash)) ?? '';
  const bytes = encodeLike(path, old, model);
  const kept = await store.keep(bytes, (content ?? base)?.mode ?? 0o644);
  return store.record({ type: 'change', change: { ...change, content: kept } });
}

function refuseUnknown(files: readonly BlockedFile[], ids: readonly string[]): void {
  const known = new Set(
    files.flatMap(({ change, blocks }) => blocks.map(({ id }) => blockId(change.path, id))),
  );
  const block = ids.find((id) => !known.has(id));
  if (block !== undefined) throw fileErrors.create('EC_FILE_BLOCK_UNKNOWN', { block });
}

function blockId(path: string, id: string): string {
  return `${hashOf(path).slice(0, 8)}-${id}`;
}
