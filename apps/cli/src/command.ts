import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { Paint } from './color.ts';
import type { Json } from './envelope.ts';
import type { Io } from './io.ts';

/** An option of one command, in commander's notation. */
export interface OptionSpec {
  /** Such as `--budget <tokens>` or `--dry-run`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  /** Collects every use into a list. */
  readonly repeatable?: boolean;
}

/** What every command may ask of the frame. */
export interface CommandContext {
  readonly io: Io;
  /** The folder to work on: `--folder`, or the folder that the command was called in. Absolute. */
  readonly folder: string;
  readonly output: 'text' | 'json' | 'jsonl';
  /** Whether a person can be asked: a terminal on both ends, text output and no `--no-input`. */
  readonly interactive: boolean;
  readonly verbose: boolean;
  /** Markup for what goes to stdout. */
  readonly paint: Paint;
  /** Markup for what goes to stderr. */
  readonly paintProgress: Paint;
  /** Prints a line of progress on stderr; silent with `--quiet`. */
  progress(line: string): void;
  /** Prints one event as a line of its own where `--jsonl` is on. */
  event(event: Json): void;
}

/** What a command leaves behind; the frame prints it. */
export interface CommandResult {
  /** For machines; the `data` of the envelope. */
  readonly data: Json;
  /** For people; goes to stdout as it is. */
  readonly text: string;
  /** For people, beside an error: goes to stderr before it, also with `--quiet`. */
  readonly notes?: string;
  /** Default 0, or the error's own. */
  readonly exitCode?: number;
  /** An error that still has a result to show, such as a refused change with its diff. */
  readonly error?: EnhancedCodeError;
}

/** Values of the options of one call. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** One command of the command line. A new one is added to the list in `commands.ts`, nothing else changes. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** In commander's notation, such as `<instruction>` or `[paths...]`. */
  readonly arguments?: readonly { readonly name: string; readonly description: string }[];
  readonly options?: readonly OptionSpec[];
  readonly examples?: readonly string[];
  run(context: CommandContext, args: readonly string[], options: OptionValues): Promise<CommandResult>;
}
