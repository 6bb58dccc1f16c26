import { defineErrors } from './catalogue.ts';
import { ownEntries } from './own-entries.ts';

/** What this package itself raises. */
export const errorErrors = defineErrors('errors', ownEntries);
