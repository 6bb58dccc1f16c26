import { type Finding, quoteToken, tokenAt } from '../finding.ts';
import type { ExactLoader } from './exact-parser.ts';

const instructions: ReadonlySet<string> = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);
const hereDocument = /<<(-?)(["']?)([A-Za-z_]\w*)\2/g;
const escapeDirective = /^(?:\s*#[^\n]*\n)*?\s*#\s*escape\s*=\s*([`\\])/i;

/** The frame of a Dockerfile: instructions, continued lines, here documents, arguments as JSON. */
export const loadDockerfile: ExactLoader = async () => ({
  name: 'dockerfile',
  find: ({ text }) => new DockerfileReader(text).read(),
});

interface Line {
  readonly start: number;
  readonly text: string;
}

/** One instruction with its continued lines put together; comments between them are left out. */
interface Instruction {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly rest: string;
}

class DockerfileReader {
  readonly #lines: readonly Line[];
  readonly #escape: string;
  readonly #findings: Finding[] = [];
  #next = 0;
  #staged = false;

  constructor(text: string) {
    this.#escape = escapeDirective.exec(text)?.[1] ?? '\\';
    let start = 0;
    this.#lines = text.split('\n').map((raw) => {
      const line = { start, text: raw.replace(/\r$/, '') };
      start += raw.length + 1;
      return line;
    });
  }

  read(): Finding[] {
    while (this.#next < this.#lines.length) {
      const line = this.#lines[this.#next] ?? { start: 0, text: '' };
      this.#next += 1;
      if (/^\uFEFF?\s*(?:#|$)/.test(line.text)) continue;
      this.#take(this.#instruction(line));
    }
    if (!this.#staged && this.#findings.length === 0) {
      this.#report(0, 0, 'missing-from', 'expected a `FROM` instruction, found end of file');
    }
    return this.#findings;
  }

  #instruction(first: Line): Instruction {
    const [, blanks = '', name = '', rest = ''] = /^(\s*)(\S+)([\s\S]*)$/.exec(first.text) ?? [];
    const parts: string[] = [];
    let line = rest;
    while (this.#isContinued(line) && this.#next < this.#lines.length) {
      parts.push(line.trimEnd().slice(0, -1));
      line = this.#continuation();
    }
    const start = first.start + blanks.length;
    parts.push(line);
    return { start, end: start + name.length, name: name.toUpperCase(), rest: parts.join('').trim() };
  }

  #isContinued(line: string): boolean {
    return line.trimEnd().endsWith(this.#escape);
  }

  /** The next line that is neither empty nor a comment. */
  #continuation(): string {
    while (this.#next < this.#lines.length) {
      const line = this.#lines[this.#next]?.text ?? '';
      this.#next += 1;
      if (!/^\s*(?:#|$)/.test(line)) return line;
    }
    return '';
  }

  #take(instruction: Instruction): void {
    const { start, end, name, rest } = instruction;
    if (!instructions.has(name)) {
      const { name: found } = tokenAt(quoteToken(name).slice(1, -1), 0);
      this.#report(start, end, 'unknown-instruction', `expected an instruction, found ${found}`);
      return;
    }
    if (name === 'FROM') this.#staged = true;
    else if (!this.#staged && name !== 'ARG') {
      this.#report(start, end, 'missing-from', `expected \`FROM\` before \`${name}\``);
      this.#staged = true;
    }
    const problem = argumentProblem(name, rest);
    if (problem !== undefined) this.#report(start, end, 'syntax-error', problem);
    if (/^(?:RUN|COPY|ADD)$/.test(name)) this.#skipDocuments(instruction);
  }

  /** Here documents are text of other languages; what counts is that they end. */
  #skipDocuments({ start, end, rest }: Instruction): void {
    for (const [, dash, , word = ''] of rest.matchAll(hereDocument)) {
      const from = this.#next;
      const isEnd = (line: Line): boolean =>
        (dash === '-' ? line.text.replace(/^\t+/, '') : line.text) === word;
      const at = this.#lines.findIndex((line, index) => index >= from && isEnd(line));
      if (at >= 0) this.#next = at + 1;
      else this.#report(start, end, 'open-document', `expected \`${word}\` at the end of the document`);
    }
  }

  #report(start: number, end: number, code: string, message: string): void {
    if (this.#findings.length < 100) this.#findings.push({ start, end, code, message });
  }
}

function argumentProblem(name: string, rest: string): string | undefined {
  if (rest === '') return `expected arguments after \`${name}\`, found end of line`;
  if (name === 'FROM') {
    const image = /^(?:--\w+=\S+\s+)*\S+(?:\s+as\s+\S+)?$/i.test(rest);
    return image ? undefined : 'expected `FROM image AS name`, found more words';
  }
  if (name === 'COPY' || name === 'ADD') return sourcesProblem(name, rest);
  if (name === 'ENV' || name === 'LABEL') {
    return /^\S+=|^\S+\s+\S/.test(rest) ? undefined : `expected \`name=value\` after \`${name}\``;
  }
  return name === 'SHELL' && !isJsonList(rest) ? 'expected a list in `[` and `]` after `SHELL`' : undefined;
}

function sourcesProblem(name: string, rest: string): string | undefined {
  const paths = rest.replace(/^(?:--[\w-]+(?:=\S+)?\s+)*/, '');
  if (paths.startsWith('[') || /\s/.test(paths) || paths.includes('<<')) return undefined;
  return `expected a source and a target after \`${name}\``;
}

const isJsonList = (rest: string): boolean => /^\[\s*"[\s\S]*"\s*\]$/.test(rest);
