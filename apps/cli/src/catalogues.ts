import { contextErrors } from '@enhanced-code/context';
import { coreErrors } from '@enhanced-code/core';
import type { ErrorEntry } from '@enhanced-code/errors';
import { editErrors, fileErrors } from '@enhanced-code/file-management';
import { llmErrors } from '@enhanced-code/llm';
import { streamErrors } from '@enhanced-code/streaming';
import { syntaxErrors } from '@enhanced-code/syntax';
import { cliErrors } from './cli-errors.ts';

/** Every catalogue whose errors can reach a user of the command line. */
export const catalogues: readonly {
  readonly area: string;
  readonly entries: Readonly<Record<string, ErrorEntry>>;
}[] = [cliErrors, contextErrors, coreErrors, editErrors, fileErrors, llmErrors, streamErrors, syntaxErrors];
