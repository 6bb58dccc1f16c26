import { decodeText } from '../content/encoding.ts';
import type { WorkspaceContext } from '../state/workspace-context.ts';
import { candidateHashOf } from './candidate-hash.ts';
import type { PendingChange } from './pending-changes.ts';
import type { FileDiagnostics, TransactionDiagnostics } from './transaction.ts';
import type { TransactionStore } from './transaction-store.ts';

const WORST_FIRST = ['errors', 'unknown', 'unsupported', 'ok'] as const;

/** Has the comparer judge the net change of every pending file. */
export async function diagnose(
  context: WorkspaceContext,
  store: TransactionStore,
): Promise<TransactionDiagnostics> {
  const changes = store.pending.net();
  const candidateHash = candidateHashOf(changes);
  if (context.comparer === undefined) return { status: 'unavailable', candidateHash, files: [] };
  const files: FileDiagnostics[] = [];
  for (const change of changes) files.push(await diagnoseFile(context, store, change));
  const found = new Set(files.map(({ status }) => status));
  return { status: WORST_FIRST.find((status) => found.has(status)) ?? 'ok', candidateHash, files };
}

async function diagnoseFile(
  { comparer }: WorkspaceContext,
  store: TransactionStore,
  { path, base, content, from }: PendingChange,
): Promise<FileDiagnostics> {
  // A moved file is judged against what it was under its old name.
  const old = base ?? (from === undefined ? null : (store.pending.get(from)?.base ?? null));
  const before = await textOf(store, old?.hash);
  const after = await textOf(store, content?.hash);
  const binary = (old !== null && before === undefined) || (content !== null && after === undefined);
  if (binary || comparer === undefined) return { path, status: 'unsupported', added: [] };
  return { path, ...(await comparer.compare(path, before, after)) };
}

async function textOf(store: TransactionStore, hash: string | undefined): Promise<string | undefined> {
  return hash === undefined ? undefined : decodeText(await store.parts.blobs.get(hash))?.text;
}
