import type { Io } from './io.ts';

/** Value of `--color`. */
export type ColorMode = 'auto' | 'always' | 'never';

/** Marks up text for a terminal; every function returns its input when colour is off. */
export interface Paint {
  readonly enabled: boolean;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
  yellow(text: string): string;
}

/**
 * Whether a stream gets colour. A flag wins over the environment, `NO_COLOR` over `FORCE_COLOR` and
 * `CLICOLOR_FORCE`, and those over what the stream is (https://no-color.org, https://bixense.com/clicolors).
 */
export function wantsColor(stream: 'stdout' | 'stderr', mode: ColorMode, io: Io): boolean {
  if (mode !== 'auto') return mode === 'always';
  const { NO_COLOR, FORCE_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM } = io.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (CLICOLOR_FORCE !== undefined && CLICOLOR_FORCE !== '0') return true;
  if (TERM === 'dumb' || CLICOLOR === '0') return false;
  return io.terminal[stream];
}

/** The markup functions, switched on or off as a whole. */
export function createPaint(enabled: boolean): Paint {
  const style = (open: number, close: number) => (text: string) =>
    enabled && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    enabled,
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    green: style(32, 39),
    cyan: style(36, 39),
    yellow: style(33, 39),
  };
}
