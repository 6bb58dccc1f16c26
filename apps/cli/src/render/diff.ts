import type { Paint } from '../color.ts';
import { terminalSafe } from './terminal-safe.ts';

/**
 * A patch for stdout. With colour, its lines are painted and control characters replaced; without it the bytes
 * are exactly those of the patch, so that it can be piped into `git apply`.
 */
export function diffText(patch: string, paint: Paint): string {
  if (!paint.enabled) return patch;
  return patch
    .split('\n')
    .map((line) => paintLine(terminalSafe(line), paint))
    .join('\n');
}

function paintLine(line: string, paint: Paint): string {
  if (/^(diff --git|index |--- |\+\+\+ |new file|deleted file|rename |old mode|new mode)/.test(line))
    return paint.bold(line);
  if (line.startsWith('@@')) return paint.cyan(line);
  if (line.startsWith('+')) return paint.green(line);
  return line.startsWith('-') ? paint.red(line) : line;
}
