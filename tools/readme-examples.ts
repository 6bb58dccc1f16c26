import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A TypeScript example of a README, with the output that the README promises. */
export interface ReadmeExample {
  /** 1-based line of the opening fence. */
  readonly line: number;
  readonly code: string;
  /** Text of the `text` fence that follows directly; nothing when there is none. */
  readonly expected?: string;
}

const FENCE = /^(`{3,})(\w*)[^\n]*\n([\s\S]*?)^\1[ \t]*$/gm;

/** The ```ts fences of a Markdown text, in order. */
export function readmeExamples(markdown: string): ReadmeExample[] {
  const fences = [...markdown.matchAll(FENCE)].map((match) => ({
    language: match[2] as string,
    body: match[3] as string,
    start: match.index,
    end: match.index + match[0].length,
  }));
  return fences.flatMap((fence, index) => {
    if (fence.language !== 'ts') return [];
    const next = fences[index + 1];
    const between = next ? markdown.slice(fence.end, next.start) : '';
    const follows = next?.language === 'text' && !/^#/m.test(between) && between.trim().length < 200;
    const line = markdown.slice(0, fence.start).split('\n').length;
    return [{ line, code: fence.body, ...(follows ? { expected: next.body } : {}) }];
  });
}

/** Writes the examples of a package's README as modules into `.readme` and returns their paths. */
export function writeExamples(folder: string): { path: string; example: ReadmeExample }[] {
  const target = join(folder, '.readme');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  return readmeExamples(readFileSync(join(folder, 'README.md'), 'utf8')).map((example, index) => {
    const path = join(target, `example-${index + 1}.ts`);
    writeFileSync(path, `${example.code}\nexport {};\n`);
    return { path, example };
  });
}

/** Compiles the examples of a package as strictly as its own code; throws with the compiler's words. */
export function compileExamples(folder: string, tsc: string): void {
  const config = { extends: '../../../tsconfig.base.json', include: ['*.ts'] };
  writeFileSync(join(folder, '.readme', 'tsconfig.json'), JSON.stringify(config));
  execFileSync(process.execPath, [tsc, '--noEmit', '-p', join(folder, '.readme')], { encoding: 'utf8' });
}

/** Runs an example from the sources and returns what it prints on stdout. */
export function runExample(path: string): string {
  return execFileSync(process.execPath, ['--conditions=@enhanced-code/source', basename(path)], {
    cwd: join(path, '..'),
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1' },
  });
}
