import { cliErrors } from './cli-errors.ts';
import { createPaint } from './color.ts';
import { errorText } from './render/error.ts';

/** Listens to what becomes of the output of this process; without it a closed pipe would end it with a trace. */
export function watchOutput(): void {
  process.stdout.on('error', onOutputError);
  // Nobody reads what goes to stderr: what was done is still true.
  process.stderr.on('error', () => {});
}

/**
 * A reader that closed the pipe, as `head` does, has what it wanted: the exit code stays that of the command. Any
 * other failure, such as a full disk behind a redirection, means that the result did not arrive.
 */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  const reason = error.code ?? 'unknown';
  const failure = cliErrors.create('EC_CLI_OUTPUT_FAILED', { reason }, { cause: error });
  process.stderr.write(errorText(failure, createPaint(false), { verbose: false, debug: process.env.DEBUG }));
  process.exitCode = failure.exitCode;
}
