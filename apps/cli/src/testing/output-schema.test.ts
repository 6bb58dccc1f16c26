import { expect, test } from 'vitest';
import { commands } from '../commands.ts';
import { createLab } from './call-cli.ts';
import { checkOutput } from './output-schema.ts';

const good = { schemaVersion: 1, command: 'checkpoint', ok: true, exitCode: 0 };
const data = { format: 'enhanced-code/checkpoint', version: 1, id: 'x', label: 'y' };

test('a document of the schema passes', () => {
  expect(() => checkOutput({ ...good, data })).not.toThrow();
});

test.each([
  ['another version of the envelope', { ...good, schemaVersion: 2, data }],
  ['a field that nobody knows', { ...good, data, more: 1 }],
  ['a failure without an error', { ...good, ok: false, exitCode: 1, data }],
  [
    'success with an error',
    { ...good, data, error: { code: 'EC_X_Y', message: '', hint: '', retryable: false, details: {} } },
  ],
  ['success without data', good],
  ['the data of another command', { ...good, data: { ...data, format: 'enhanced-code/apply' } }],
  ['another version of the data', { ...good, data: { ...data, version: 2 } }],
  ['data that lacks a field', { ...good, data: { format: data.format, version: 1, id: 'x' } }],
])('%s does not', (_name, document) => {
  expect(() => checkOutput(document)).toThrow();
});

test('every command, called without anything, prints one document of the schema', async () => {
  using lab = createLab({ 'a.ts': 'export const a = 1;\n' });
  for (const { name } of commands) {
    const { json, code } = await lab.call([name, '--json']);
    expect(json).toMatchObject({ command: name, exitCode: code });
  }
});
