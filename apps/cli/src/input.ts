import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { isEnhancedCodeError } from '@enhanced-code/errors';
import { cliErrors } from './cli-errors.ts';
import type { CommandContext } from './command.ts';
import type { Io } from './io.ts';

/** Most bytes that are read from a file or from stdin. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * The text of a file, or of stdin for `-`. A byte order mark says UTF-16 and is left out.
 * @throws `EC_CLI_INPUT_UNREADABLE`, `EC_CLI_INPUT_NOT_TEXT`, `EC_CLI_INPUT_TOO_LARGE` or `EC_CLI_INPUT_EMPTY`.
 */
export async function readInput(source: string, context: CommandContext): Promise<string> {
  const text = source === '-' ? await readStdin(context) : await readFileText(source, context);
  const name = source === '-' ? 'stdin' : source;
  if (text.trim() === '') throw cliErrors.create('EC_CLI_INPUT_EMPTY', { source: name });
  return text;
}

/** The text of stdin, which may be empty. */
export async function readStdin({ io, progress }: CommandContext): Promise<string> {
  if (io.terminal.stdin) progress('Reading from the terminal; Ctrl-D ends it.');
  return decode(await bytesOf(io.stdin, 'stdin', io), 'stdin');
}

async function readFileText(source: string, { io }: CommandContext): Promise<string> {
  return decode(await bytesOf(createReadStream(resolve(io.cwd, source)), source, io), source);
}

async function bytesOf(stream: Readable, source: string, { signal }: Io): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stream)) {
      const bytes = Buffer.from(chunk as string | Uint8Array);
      size += bytes.length;
      if (size > MOST_BYTES) throw cliErrors.create('EC_CLI_INPUT_TOO_LARGE', { source, limit: MOST_BYTES });
      chunks.push(bytes);
    }
  } catch (thrown) {
    throw signal.aborted ? signal.reason : unreadable(thrown, source);
  }
  return Buffer.concat(chunks);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  ELOOP: 'its links lead in a circle',
};

function unreadable(thrown: unknown, source: string): unknown {
  if (isEnhancedCodeError(thrown)) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
  return cliErrors.create(
    'EC_CLI_INPUT_UNREADABLE',
    { source, reason: REASONS[code] ?? code },
    { cause: thrown },
  );
}

/** Never guesses: bytes that are not of the encoding would end up in files as replacement characters. */
function decode(bytes: Uint8Array, source: string): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (thrown) {
    const reason = `its bytes are not ${encoding.toUpperCase()}`;
    throw cliErrors.create('EC_CLI_INPUT_NOT_TEXT', { source, reason }, { cause: thrown });
  }
  if (text.includes('\0'))
    throw cliErrors.create('EC_CLI_INPUT_NOT_TEXT', { source, reason: 'it holds NUL characters' });
  return text;
}
