import { renderBinary } from './binary-patch.ts';
import { renderHunks } from './hunks.ts';
import { quotePath } from './quote-path.ts';

/** One file's change, to be written as a patch. */
export interface FilePatch {
  /** Path after the change, relative to the root, with `/`. */
  readonly path: string;
  /** Path before the change; another than `path` makes it a rename. Default: `path`. */
  readonly oldPath?: string | undefined;
  /** Content before; left out when the file is created. Bytes are written as a binary patch. */
  readonly before?: string | Uint8Array | undefined;
  /** Content after; left out when the file is deleted. Bytes are written as a binary patch. */
  readonly after?: string | Uint8Array | undefined;
  /** Mode before, as `fs.stat` gives it or only its permission bits. Default: a plain file. */
  readonly oldMode?: number | undefined;
  /** Mode after. Default: `oldMode`. */
  readonly newMode?: number | undefined;
  /** Write a binary patch although the contents are texts. Default: false. */
  readonly binary?: boolean | undefined;
}

/** Settings of `createPatch` and `createPatches`. */
export interface PatchOptions {
  /** Unchanged lines around each change. Default: 3, as git has it. */
  readonly context?: number;
}

const SYMBOLIC_LINK = 0o120000;
const TYPE_BITS = 0o170000;
const EXECUTE_BITS = 0o111;

/**
 * The change of one file in git's patch format, which `git apply` takes back byte for byte; empty when
 * nothing changes. Lines end at `\n` as for git, so that `\r` stays part of its line.
 */
export function createPatch(file: FilePatch, { context = 3 }: PatchOptions = {}): string {
  const header = renderHeader(file);
  const content = renderContent(file, context);
  if (header === '' && content === '') return '';
  const { path, oldPath = path } = file;
  return `diff --git ${quotePath('a/' + oldPath)} ${quotePath('b/' + path)}\n${header}${content}`;
}

/** The changes of several files as one patch, in the order given. */
export function createPatches(files: Iterable<FilePatch>, options: PatchOptions = {}): string {
  let text = '';
  for (const file of files) text += createPatch(file, options);
  return text;
}

/** The mode as git records it: a symbolic link, an executable file or a plain one. */
function gitMode(mode: number | undefined): string {
  if (mode === undefined) return '100644';
  if ((mode & TYPE_BITS) === SYMBOLIC_LINK) return '120000';
  return (mode & EXECUTE_BITS) === 0 ? '100644' : '100755';
}

function renderHeader(file: FilePatch): string {
  const { path, oldPath = path, before, after } = file;
  if (before === undefined && after === undefined) return '';
  if (before === undefined) return `new file mode ${gitMode(file.newMode)}\n`;
  if (after === undefined) return `deleted file mode ${gitMode(file.oldMode)}\n`;
  const oldMode = gitMode(file.oldMode);
  const newMode = gitMode(file.newMode ?? file.oldMode);
  const modes = oldMode === newMode ? '' : `old mode ${oldMode}\nnew mode ${newMode}\n`;
  if (oldPath === path) return modes;
  return `${modes}rename from ${quotePath(oldPath)}\nrename to ${quotePath(path)}\n`;
}

function renderContent(file: FilePatch, context: number): string {
  const { before, after } = file;
  if (file.binary === true || before instanceof Uint8Array || after instanceof Uint8Array) {
    return renderBinary(before, after, keptMode(file));
  }
  const hunks = renderHunks(before ?? '', after ?? '', context);
  return hunks === '' ? '' : renderNames(file) + hunks;
}

/** The mode when both sides have the same one; git names it behind the content's names only then. */
function keptMode({ before, after, oldMode, newMode = oldMode }: FilePatch): string | undefined {
  const kept = before !== undefined && after !== undefined && gitMode(oldMode) === gitMode(newMode);
  return kept ? gitMode(oldMode) : undefined;
}

function renderNames({ path, oldPath = path, before, after }: FilePatch): string {
  const from = before === undefined ? '/dev/null' : nameInHeader('a/' + oldPath);
  const to = after === undefined ? '/dev/null' : nameInHeader('b/' + path);
  return `--- ${from}\n+++ ${to}\n`;
}

/** A name in a `---` or `+++` line; one with a blank ends in a tab, or readers would cut it there. */
function nameInHeader(name: string): string {
  const quoted = quotePath(name);
  return quoted === name && name.includes(' ') ? name + '\t' : quoted;
}
