import type { Json } from './envelope.ts';

/** Version of the `data` of every command that says its format. */
const DOCUMENT_VERSION = 1;

/**
 * The `data` of one command, with its own name and version, so that it can be kept without the envelope. Fields
 * are only ever added within a version.
 */
export function documentOf(command: string, fields: object): Json {
  // Through JSON once: undefined fields are left out, and nothing stays that would not survive.
  const document = { format: `enhanced-code/${command}`, version: DOCUMENT_VERSION, ...fields };
  return JSON.parse(JSON.stringify(document)) as Json;
}
