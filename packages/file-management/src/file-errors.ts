import { defineErrors } from '@enhanced-code/errors';
import { pathEntries } from './errors/path-entries.ts';
import { systemEntries } from './errors/system-entries.ts';
import { transactionEntries } from './errors/transaction-entries.ts';

/** Every error that working with files of a workspace can raise. */
export const fileErrors = defineErrors('file', { ...pathEntries, ...systemEntries, ...transactionEntries });
