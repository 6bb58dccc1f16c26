import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { cliErrors } from '../cli-errors.ts';
import { packageFolder } from '../version.ts';

const ajv = new Ajv.default({ allErrors: true, allowUnionTypes: true, strictRequired: false });
addFormats.default(ajv);
const isOutput = ajv.compile(
  JSON.parse(readFileSync(join(packageFolder, 'schemas', 'output.schema.json'), 'utf8')),
);

/** Throws when a document is not what the published schema of `--json` says. */
export function checkOutput(document: unknown): void {
  if (isOutput(document)) return;
  throw cliErrors.create('EC_CLI_USAGE', { problem: ajv.errorsText(isOutput.errors), command: 'test' });
}
