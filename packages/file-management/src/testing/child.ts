// One child process of the proofs: does what its first argument says, on the folder of the second.
import { diskDriver } from '../driver/index.ts';
import { fileErrors, openWorkspace, type Transaction, type Workspace } from '../index.ts';
import { faultDriver } from './fault-driver.ts';

const [task = '', root = '', stateFolder = '', ...rest] = process.argv.slice(2);

/** Appends a line of its own to one of a few shared files, again and again; prints every acknowledged line. */
async function edit(name: string, count: number): Promise<void> {
  await using workspace = await openWorkspace(root, { stateFolder, lockTimeoutMs: 120_000 });
  const acknowledged: string[] = [];
  let refused = 0;
  for (let n = 0; n < count; n++) {
    const path = `shared${n % 3}.txt`;
    const line = `${name}-${n}`;
    if (await appendLine(workspace, path, line)) acknowledged.push(`${path} ${line}`);
    else refused++;
  }
  process.stdout.write(JSON.stringify({ acknowledged, refused }));
}

/** Lets many writers of this one process count up lines of their own in the same files, all at once. */
async function countAtOnce(first: number, writers: number, count: number): Promise<void> {
  await using workspace = await openWorkspace(root, { stateFolder, lockTimeoutMs: 300_000 });
  const acknowledged: string[] = [];
  let refused = 0;
  const write = async (writer: number): Promise<void> => {
    for (let n = 1; n <= count; n++) {
      const path = `shared${(writer + n) % 3}.txt`;
      if (await countUp(workspace, path, writer, n)) acknowledged.push(`${path} writer ${writer}: ${n}`);
      else refused++;
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(first + writer)));
  process.stdout.write(JSON.stringify({ acknowledged, refused }));
}

/** Sets the line of one writer; lines of others that changed meanwhile are merged. */
async function countUp(workspace: Workspace, path: string, writer: number, n: number): Promise<boolean> {
  await using transaction = await workspace.begin();
  const { text = '' } = await transaction.read(path);
  await transaction.write(
    path,
    text.replace(new RegExp(`^writer ${writer}: .*$`, 'm'), `writer ${writer}: ${n}`),
  );
  return await committed(transaction);
}

async function appendLine(workspace: Workspace, path: string, line: string): Promise<boolean> {
  await using transaction = await workspace.begin();
  const old = await transaction.read(path);
  await transaction.write(path, `${old.text}${line}\n`);
  return await committed(transaction);
}

/** Commits, and says whether that was acknowledged or refused as a conflict. */
async function committed(transaction: Transaction): Promise<boolean> {
  try {
    await transaction.commit();
    return true;
  } catch (error) {
    if (!fileErrors.is(error, 'EC_FILE_CONFLICT')) throw error;
    await transaction.discard();
    return false;
  }
}

/** Commits the open transaction when it is told to, to be killed meanwhile; says when it is over. */
async function commitWhenTold(): Promise<void> {
  const workspace = await openWorkspace(root, { stateFolder });
  const transaction = await workspace.resume(workspace.recovery.open[0] ?? '');
  process.stdout.write('ready\n');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  await transaction.commit();
  process.stdout.write('done\n');
  process.stdin.destroy();
}

/** Commits the open transaction and says what came of it. */
async function commitAndTell(): Promise<void> {
  const told = await (async () => {
    await using workspace = await openWorkspace(root, { stateFolder });
    if (workspace.recovery.failure !== undefined) throw workspace.recovery.failure;
    const transaction = await workspace.resume(workspace.recovery.open[0] ?? '');
    return (await transaction.commit()).status;
  })().catch((error: { code?: string }) => error.code ?? String(error));
  process.stdout.write(told);
}

/** Opens the workspace, which settles what was interrupted, when it is told to. */
async function recoverWhenTold(): Promise<void> {
  process.stdout.write('ready\n');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  await recover();
  process.stdin.destroy();
}

/** Takes the lock of the workspace and holds it for good. */
async function hold(): Promise<void> {
  await using workspace = await openWorkspace(root, { stateFolder });
  const transaction = await workspace.begin();
  await transaction.write('held.txt', 'never\n');
  const driver = faultDriver(diskDriver(), ({ operation, name }) => {
    if (operation === 'create' && name.endsWith('.tmp') && name.startsWith(root)) {
      process.stdout.write('held\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    return undefined;
  });
  const holder = await openWorkspace(root, { stateFolder, driver });
  await (await holder.resume(transaction.id)).commit();
}

/** Commits the open transaction and kills itself at one driver call. */
async function killAt(call: number, when: string): Promise<void> {
  let begins = Number.POSITIVE_INFINITY;
  const driver = faultDriver(diskDriver(), ({ index }) => {
    if (index - begins !== call) return undefined;
    if (when === 'before') process.kill(process.pid, 'SIGKILL');
    return undefined;
  });
  const workspace = await openWorkspace(root, { stateFolder, driver });
  const transaction = await workspace.resume(workspace.recovery.open[0] ?? '');
  begins = driver.calls.length;
  await transaction.commit();
  process.stdout.write(`${driver.calls.length - begins}`);
}

async function recover(): Promise<void> {
  await using workspace = await openWorkspace(root, { stateFolder });
  const { commits, failure } = workspace.recovery;
  process.stdout.write(
    JSON.stringify({ outcomes: commits.map(({ outcome }) => outcome), failure: failure && String(failure) }),
  );
}

/** Opens the workspace and looks at all there is, without any change. */
async function look(): Promise<void> {
  await using workspace = await openWorkspace(root, { stateFolder });
  const files = await workspace.list();
  for (const { path } of files) await workspace.readText(path);
  await workspace.history();
  await workspace.pending();
  process.stdout.write(JSON.stringify(files.map(({ path }) => path)));
}

/** Writes one file again and again, for a time in ms; prints what became of the tries. */
async function write(path: string, forMs: number): Promise<void> {
  await using workspace = await openWorkspace(root, { stateFolder, lockTimeoutMs: 60_000 });
  const counts: Record<string, number> = {};
  for (const end = Date.now() + forMs, n = { at: 0 }; Date.now() < end; n.at++) {
    const outcome = await writeOnce(workspace, path, `version ${n.at} of ${process.pid}\n`);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  process.stdout.write(JSON.stringify(counts));
}

async function writeOnce(
  workspace: Awaited<ReturnType<typeof openWorkspace>>,
  path: string,
  text: string,
): Promise<string> {
  await using transaction = await workspace.begin();
  try {
    await transaction.write(path, text);
    await transaction.commit();
    return 'committed';
  } catch (error) {
    await transaction.discard().catch(() => undefined);
    return (error as { code?: string }).code ?? 'unknown';
  }
}

if (task === 'edit') await edit(rest[0] ?? '', Number(rest[1]));
else if (task === 'count') await countAtOnce(Number(rest[0]), Number(rest[1]), Number(rest[2]));
else if (task === 'commit-when-told') await commitWhenTold();
else if (task === 'recover-when-told') await recoverWhenTold();
else if (task === 'hold') await hold();
else if (task === 'kill') await killAt(Number(rest[0]), rest[1] ?? 'before');
else if (task === 'recover') await recover();
else if (task === 'look') await look();
else if (task === 'commit') await commitAndTell();
else if (task === 'write') await write(rest[0] ?? '', Number(rest[1]));
