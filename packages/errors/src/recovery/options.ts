import { recoveryErrors } from './recovery-errors.ts';

/**
 * Refuses an option that is out of range, before it becomes an endless loop or a busy wait.
 * @throws EC_RECOVERY_BAD_OPTION
 */
export function checkOption(option: string, right: boolean, expected: string): void {
  if (!right) throw recoveryErrors.create('EC_RECOVERY_BAD_OPTION', { option, expected });
}

/** Refuses a count that is no whole number from `least`. */
export function checkCount(option: string, value: number, least: number): void {
  checkOption(option, Number.isSafeInteger(value) && value >= least, `a whole number from ${least}`);
}

/** Refuses a duration that is negative or no number; infinity is allowed where it means "never". */
export function checkDuration(option: string, value: number): void {
  checkOption(option, value >= 0, 'a number of milliseconds from 0');
}

/** Refuses a share that is not between 0 and 1. */
export function checkShare(option: string, value: number): void {
  checkOption(option, value >= 0 && value <= 1, 'a number from 0 to 1');
}
