import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { openWorkspace, type Workspace } from '@enhanced-code/file-management';
import { type ScriptedModel, type ScriptStep, scriptedModel } from '@enhanced-code/llm/testing';
import { type EventLog, memoryEventLog, type RunEvent } from '@enhanced-code/streaming';
import { createSyntax } from '@enhanced-code/syntax';
import {
  createEnhancedCode,
  type EnhancedCode,
  type EnhancedCodeOptions,
  type RunHandle,
} from '../src/index.ts';

/** A small project, an engine on it, and what a test wants to look at. */
export interface Fixture extends AsyncDisposable {
  readonly folder: string;
  readonly workspace: Workspace;
  readonly model: ScriptedModel;
  readonly log: EventLog;
  readonly engine: EnhancedCode;
  /** Content of every file, by path. */
  files(): Record<string, string>;
  write(path: string, text: string): void;
}

const PROJECT = {
  'src/add.ts': 'export function add(a: number, b: number): number {\n  return a + b;\n}\n',
  'src/index.ts': "export { add } from './add.ts';\n",
  'config.json': '{ "retries": 3 }\n',
  'notes.txt': 'Nothing yet.\n',
};

/** Makes a project and an engine with a scripted model. */
export async function createFixture(
  script: readonly ScriptStep[],
  options: Partial<EnhancedCodeOptions> = {},
): Promise<Fixture> {
  const home = mkdtempSync(join(tmpdir(), 'enhanced-code-core-'));
  const folder = join(home, 'project');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(PROJECT)) write(path, text);
  const syntax = createSyntax();
  const workspace = await openWorkspace(folder, { compare: syntax, stateFolder: join(home, 'state') });
  const model = scriptedModel(script);
  const log = memoryEventLog();
  const engine = createEnhancedCode({ model, workspace, syntax, log, ...options });
  return {
    folder,
    workspace,
    model,
    log,
    engine,
    files: () => filesBelow(folder),
    write,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await workspace[Symbol.asyncDispose]();
      await syntax[Symbol.asyncDispose]();
      await log[Symbol.asyncDispose]();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function filesBelow(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

/** One search/replace block. */
export function block(path: string, search: string, replace: string): string {
  return `${path}\n\`\`\`\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n\`\`\`\n`;
}

/** A block that does what tests most often want. */
export const subtract = block('src/add.ts', '  return a + b;', '  return a - b;');

/** All events of a run, once it has ended. */
export async function eventsOf(handle: RunHandle): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of handle) events.push(event);
  return events;
}
