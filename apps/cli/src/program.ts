import { resolve } from 'node:path';
import { type EnhancedCodeError, isEnhancedCodeError } from '@enhanced-code/errors';
import { fileErrors } from '@enhanced-code/file-management';
import { Command, CommanderError, Option } from 'commander';
import { cliErrors } from './cli-errors.ts';
import { type ColorMode, createPaint, wantsColor } from './color.ts';
import type { CommandContext, CommandResult, CommandSpec, OptionSpec, OptionValues } from './command.ts';
import { commands } from './commands.ts';
import { createEnvelope, type Json, SCHEMA_VERSION } from './envelope.ts';
import type { Io } from './io.ts';
import { nearest } from './nearest.ts';
import { errorText } from './render/error.ts';
import { version } from './version.ts';

interface GlobalOptions {
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly color: ColorMode;
  readonly input: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly folder?: string;
}

/** Runs one call of the command line and returns its exit code. Never throws. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const output = argv.includes('--jsonl') ? 'jsonl' : argv.includes('--json') ? 'json' : 'text';
  let finished: Finished | undefined;
  const program = buildProgram(io, async (spec, context, args, options) => {
    finished = { command: spec.name, result: await runCommand(spec, context, args, options) };
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const command = commandNamed(argv)?.name ?? 'enhanced-code';
    finished = { command, result: { data: null, text: '', error: usageError(thrown, argv, command) } };
  }
  return finished ? print(finished, output, argv.includes('--verbose'), io) : 0;
}

const EXIT_CODES = `
Exit codes:
  0 done   1 failed   2 usage or configuration   3 --check found a change   4 authentication
  5 refused by a policy   6 an edit could not be applied or validated   7 conflict
  8 a limit was reached   9 the provider failed, try again   130 interrupted
`;

interface Finished {
  readonly command: string;
  readonly result: CommandResult;
}

type Runner = (
  spec: CommandSpec,
  context: CommandContext,
  args: readonly string[],
  options: OptionValues,
) => Promise<void>;

function buildProgram(io: Io, run: Runner): Command {
  const program = new Command('enhanced-code')
    .description(
      'From an instruction and a folder to a validated change that can be taken back byte for byte.',
    )
    .version(version(), '--version', 'print the version')
    .argument('[command]')
    .allowExcessArguments()
    .addOption(new Option('--json', 'print one JSON document on stdout').conflicts('jsonl'))
    .addOption(new Option('--jsonl', 'print every event as a line of JSON, the result last'))
    .addOption(new Option('--color <when>', 'colour').choices(['auto', 'always', 'never']).default('auto'))
    .addOption(
      new Option('--cwd, --folder <folder>', 'folder to work on').default(undefined, 'the folder you are in'),
    )
    .option('--no-input', 'never ask; fail with the flag to pass instead')
    .option('--quiet', 'no progress on stderr')
    .option('--verbose', 'more detail in errors')
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({ writeOut: io.stdout, writeErr: () => {} })
    .action((unknown: string | undefined) => {
      if (unknown !== undefined) throw unknownCommand(unknown);
      return run(defaultCommand(), createContext(program, io), [], {});
    });
  program.addHelpText('after', EXIT_CODES);
  for (const spec of commands) addCommand(program, spec, io, run);
  return program;
}

function defaultCommand(): CommandSpec {
  return commands[0] as CommandSpec;
}

function addCommand(program: Command, spec: CommandSpec, io: Io, run: Runner): void {
  const command = program.command(spec.name).description(spec.summary);
  for (const argument of spec.arguments ?? []) command.argument(argument.name, argument.description);
  for (const option of spec.options ?? []) command.addOption(toOption(option));
  if (spec.examples)
    command.addHelpText('after', `\nExamples:\n${spec.examples.map((line) => `  ${line}\n`).join('')}`);
  command.action(async () =>
    run(spec, createContext(program, io), command.args, command.opts<OptionValues>()),
  );
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.description);
  if (spec.choices) option.choices(spec.choices);
  if (spec.default !== undefined) option.default(spec.default);
  if (spec.repeatable) option.argParser<readonly string[]>((value, previous) => [...(previous ?? []), value]);
  return option;
}

function createContext(program: Command, io: Io): CommandContext {
  const options = program.opts<GlobalOptions>();
  const output = options.jsonl ? 'jsonl' : options.json ? 'json' : 'text';
  return {
    io,
    folder: resolve(io.cwd, options.folder ?? '.'),
    output,
    interactive: options.input && output === 'text' && io.terminal.stdin && io.terminal.stderr,
    verbose: options.verbose === true,
    paint: createPaint(wantsColor('stdout', options.color, io)),
    paintProgress: createPaint(wantsColor('stderr', options.color, io)),
    progress: (line) => {
      if (!options.quiet) io.stderr(`${line}\n`);
    },
    event: (event) => {
      if (output === 'jsonl')
        io.stdout(`${JSON.stringify({ schemaVersion: SCHEMA_VERSION, type: 'event', event })}\n`);
    },
  };
}

async function runCommand(
  spec: CommandSpec,
  context: CommandContext,
  args: readonly string[],
  options: OptionValues,
): Promise<CommandResult> {
  try {
    return await spec.run(context, args, options);
  } catch (thrown) {
    return { data: null, text: '', error: interruption(thrown, context.io) ?? toCatalogued(thrown) };
  }
}

/** A call that gave up because of the interrupt says so, whichever part of it noticed first. */
function interruption(thrown: unknown, { signal }: Io): EnhancedCodeError | undefined {
  const gaveUp = thrown === signal.reason || (isEnhancedCodeError(thrown) && thrown.class === 'aborted');
  if (!signal.aborted || !gaveUp) return undefined;
  return cliErrors.create('EC_CLI_INTERRUPTED', { written: 'Nothing was written.' }, { cause: thrown });
}

function toCatalogued(thrown: unknown): EnhancedCodeError {
  if (isEnhancedCodeError(thrown)) return inCommands(thrown);
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  return cliErrors.create('EC_CLI_INTERNAL', { name }, { cause: thrown });
}

/** Errors whose fix is a call of a function get one that is a command; the cause keeps the first error. */
function inCommands(error: EnhancedCodeError): EnhancedCodeError {
  if (fileErrors.is(error, 'EC_FILE_RECOVERY_CONFLICT'))
    return cliErrors.create('EC_CLI_RECOVERY_BLOCKED', error.details, { cause: error });
  if (!fileErrors.is(error, 'EC_FILE_APPROVAL_NEEDED')) return error;
  return cliErrors.create('EC_CLI_APPROVAL_NEEDED', { paths: error.details.paths }, { cause: error });
}

function printError(error: EnhancedCodeError, verbose: boolean, io: Io): void {
  const paint = createPaint(wantsColor('stderr', 'auto', io));
  io.stderr(errorText(error, paint, { verbose, debug: io.env.DEBUG }));
}

function print(
  { command, result }: Finished,
  output: CommandContext['output'],
  verbose: boolean,
  io: Io,
): number {
  const exitCode = result.exitCode ?? result.error?.exitCode ?? 0;
  if (output === 'text') {
    if (result.text !== '') io.stdout(result.text.endsWith('\n') ? result.text : `${result.text}\n`);
    if (result.notes) io.stderr(`${result.notes}\n`);
    if (result.error) printError(result.error, verbose, io);
    return exitCode;
  }
  const envelope = createEnvelope(command, exitCode, result.data, result.error);
  const document = output === 'jsonl' ? { type: 'result', ...envelope } : envelope;
  io.stdout(`${JSON.stringify(document, null, output === 'json' ? 2 : undefined)}\n`);
  return exitCode;
}

function commandNamed(argv: readonly string[]): CommandSpec | undefined {
  const named = argv.find((word) => commands.some(({ name }) => name === word));
  return commands.find(({ name }) => name === named);
}

function unknownCommand(command: string): EnhancedCodeError {
  const suggestion = nearest(
    command,
    commands.map((spec) => spec.name),
  );
  return cliErrors.create('EC_CLI_UNKNOWN_COMMAND', { command, ...(suggestion ? { suggestion } : {}) });
}

/** Turns what the argument parser refused into an error of the catalogue. */
function usageError(thrown: unknown, argv: readonly string[], command: string): EnhancedCodeError {
  if (!(thrown instanceof CommanderError)) return toCatalogued(thrown);
  if (thrown.code !== 'commander.unknownOption') {
    const problem = thrown.message.replace(/^error: /, '');
    return cliErrors.create('EC_CLI_USAGE', {
      problem: `${problem[0]?.toUpperCase()}${problem.slice(1)}.`,
      command,
    });
  }
  const option = /'([^']*)'/.exec(thrown.message)?.[1] ?? argv.find((word) => word.startsWith('-')) ?? '';
  const suggestion = nearest(option, knownOptions(command));
  return cliErrors.create('EC_CLI_UNKNOWN_OPTION', {
    option,
    command,
    ...(suggestion ? { suggestion } : {}),
  });
}

function knownOptions(command: string): string[] {
  const spec = commands.find(({ name }) => name === command);
  const own = (spec?.options ?? []).flatMap(({ flags }) => flags.match(/--[a-z-]+/g) ?? []);
  return [
    ...own,
    '--json',
    '--jsonl',
    '--color',
    '--cwd',
    '--folder',
    '--no-input',
    '--quiet',
    '--verbose',
    '--help',
    '--version',
  ];
}

/** For tests and for `capabilities`: the commands and the version of their output. */
export function describeCommands(): Json {
  return commands.map(({ name, summary }) => ({ name, summary }));
}
