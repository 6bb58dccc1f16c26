import { decodeText } from '../content/encoding.ts';
import { errnoOf, type Folder } from '../driver/driver.ts';

/** What stops the look at one name, and at nothing else. */
const UNREADABLE: readonly (string | undefined)[] = ['ENOENT', 'EACCES', 'EPERM', 'ELOOP', 'ENOTDIR'];

/** What cannot be entered, or vanished meanwhile, is passed over. */
export async function enter(
  folder: Folder,
  name: string,
  use: (inner: Folder) => Promise<void>,
): Promise<void> {
  await within(() => folder.folder(name), use);
}

/** Opens a folder and lets go of it after its use; passes over one that cannot be opened. */
export async function within(
  open: () => Promise<Folder>,
  use: (inner: Folder) => Promise<void>,
): Promise<void> {
  let inner: Folder;
  try {
    inner = await open();
  } catch (error) {
    if (UNREADABLE.includes(errnoOf(error))) return;
    throw error;
  }
  try {
    await use(inner);
  } finally {
    await inner[Symbol.asyncDispose]();
  }
}

/** The text of a file of rules; undefined when it cannot be read, is no text or no regular file. */
export async function readRules(folder: Folder, name: string): Promise<string | undefined> {
  try {
    return decodeText((await folder.read(name)).bytes)?.text;
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}

/** In a worktree or submodule `.git` is a file that leads out of the folder: it is not followed. */
export async function readExclude(top: Folder): Promise<string | undefined> {
  let content: string | undefined;
  await enter(top, '.git', (git) =>
    enter(git, 'info', async (info) => {
      content = await readRules(info, 'exclude');
    }),
  );
  return content;
}
