// One child process of the proofs: does what its first argument says, on the folder of the second.
import { diskDriver } from '../driver/index.ts';
import { fileErrors, openWorkspace } from '../index.ts';
import { faultDriver } from './fault-driver.ts';

const [task = '', root = '', stateFolder = '', ...rest] = process.argv.slice(2);

/** Appends a line of its own to one of a few shared files, again and again; prints every acknowledged line. */
async function edit(name: string, count: number): Promise<void> {
  await using workspace = await openWorkspace(root, { stateFolder, lockTimeoutMs: 120_000 });
  const acknowledged: string[] = [];
  let refused = 0;
  for (let n = 0; n < count; n++) {
    const path = `shared${n % 3}.txt`;
    await using transaction = await workspace.begin();
    const line = `${name}-${n}`;
    const old = await transaction.read(path);
    await transaction.write(path, `${old.text}${line}\n`);
    try {
      await transaction.commit();
      acknowledged.push(`${path} ${line}`);
    } catch (error) {
      if (!fileErrors.is(error, 'EC_FILE_CONFLICT')) throw error;
      refused++;
      await transaction.discard();
    }
  }
  process.stdout.write(JSON.stringify({ acknowledged, refused }));
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
else if (task === 'kill') await killAt(Number(rest[0]), rest[1] ?? 'before');
else if (task === 'recover') await recover();
else if (task === 'write') await write(rest[0] ?? '', Number(rest[1]));
