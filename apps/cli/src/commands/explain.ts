import { catalogues } from '../catalogues.ts';
import { cliErrors } from '../cli-errors.ts';
import type { CommandSpec } from '../command.ts';
import { documentOf } from '../document.ts';
import { nearest } from '../nearest.ts';
import { tableText } from '../render/table.ts';

/** `explain [code]`: what an error means and what to do, without a network. */
export const explainCommand: CommandSpec = {
  name: 'explain',
  summary: 'say what an error code means and what to do about it',
  arguments: [{ name: '[code]', description: 'error code, such as EC_CLI_NO_MODEL; none lists them all' }],
  examples: ['enhanced-code explain EC_CLI_NO_MODEL'],
  async run({ paint }, [code]) {
    const entries = new Map(catalogues.flatMap((catalogue) => Object.entries(catalogue.entries)));
    if (code === undefined) {
      const rows = [...entries].map(([name, entry]) => [name, String(entry.exitCode), entry.class]);
      const codes = [...entries].map(([name, entry]) => ({
        code: name,
        exitCode: entry.exitCode,
        class: entry.class,
      }));
      return {
        data: documentOf('explain', { codes }),
        text: tableText([['code', 'exit', 'class'], ...rows], [1]),
      };
    }
    const wanted = code.toUpperCase();
    const entry = entries.get(wanted);
    if (!entry) {
      const suggestion = nearest(wanted, [...entries.keys()]);
      throw cliErrors.create('EC_CLI_UNKNOWN_CODE', { code, ...(suggestion ? { suggestion } : {}) });
    }
    const { message, hint, class: kind, severity, retryable, exitCode, httpStatus } = entry;
    const rows = [
      ['means', message],
      ['fix', hint],
      ['class', kind],
      ['severity', severity],
      ['retry', retryable ? 'worth it' : 'does not help'],
      ['exit code', String(exitCode)],
    ];
    return {
      data: documentOf('explain', {
        code: wanted,
        ...{ message, hint, class: kind, severity, retryable, exitCode, httpStatus },
      }),
      text: `${paint.bold(wanted)}\n${tableText(rows)}`,
    };
  },
};
