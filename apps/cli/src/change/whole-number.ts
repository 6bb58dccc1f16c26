import { cliErrors } from '../cli-errors.ts';
import type { OptionValues } from '../command.ts';

/** The value of an option that must be a whole number above 0. */
export function wholeNumber(options: OptionValues, name: string, command: string): number {
  const value = Number(options[name]);
  if (Number.isSafeInteger(value) && value > 0) return value;
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw cliErrors.create('EC_CLI_USAGE', { problem: `${flag} must be a whole number above 0.`, command });
}
