import { spawn } from 'node:child_process';
import { devNull } from 'node:os';

/** Options that keep a repository's own configuration from running anything while it is read. */
const HARMLESS = [
  '--no-pager',
  '--no-optional-locks',
  '--no-replace-objects',
  '--literal-pathspecs',
  ...[
    `core.hooksPath=${devNull}`,
    'core.fsmonitor=false',
    `core.attributesFile=${devNull}`,
    'core.quotePath=false',
    'core.askPass=',
    'core.sshCommand=false',
    'credential.helper=',
    'protocol.allow=never',
    'diff.external=',
    'log.showSignature=false',
    'log.mailmap=false',
    'gc.auto=0',
    'maintenance.auto=false',
    'submodule.recurse=false',
  ].flatMap((setting) => ['-c', setting]),
];

/** Nothing of the caller's git settings gets through: no other repository, no trace file, no editor. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  return {
    ...(PATH === undefined ? {} : { PATH }),
    ...(SystemRoot === undefined ? {} : { SystemRoot }),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_ALLOW_PROTOCOL: '',
  };
}

/** Bounds of one run of git. */
export interface GitLimits {
  /** Milliseconds after which git is stopped. */
  readonly timeoutMs: number;
  /** Bytes of output after which git is stopped. */
  readonly maxBytes: number;
  /** Stops git. */
  readonly signal?: AbortSignal;
  /** What git reads on its standard input. */
  readonly input?: string;
}

/**
 * Runs a reading git command in a folder and answers with its output, or `undefined` when git is missing, fails,
 * takes too long or says too much. Hooks, fsmonitor, filters, remotes, prompts and optional locks are off.
 */
export function runGit(
  folder: string,
  args: readonly string[],
  limits: GitLimits,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn('git', [...HARMLESS, ...args], {
      cwd: folder,
      env: environment(),
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
      timeout: limits.timeoutMs,
      killSignal: 'SIGKILL',
      ...(limits.signal === undefined ? {} : { signal: limits.signal }),
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limits.maxBytes) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(limits.input ?? '');
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve(code === 0 ? Buffer.concat(chunks).toString('utf8') : undefined));
  });
}
