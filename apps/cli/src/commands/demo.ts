import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEnhancedCode, type RunResult } from '@enhanced-code/core';
import { openWorkspace } from '@enhanced-code/file-management';
import { scriptedModel } from '@enhanced-code/llm/testing';
import { createSyntax } from '@enhanced-code/syntax';
import type { CommandContext, CommandResult, CommandSpec } from '../command.ts';
import { demoInstruction, demoReply } from '../demo-script.ts';
import { followRun } from '../progress.ts';
import { runData } from '../render/run-data.ts';
import { runText } from '../render/run-text.ts';
import { changedPaths, treeHash, treeHashes } from '../tree-hash.ts';
import { packageFolder } from '../version.ts';

type Hashes = ReadonlyMap<string, string>;

/** `demo`: one run of the whole pipeline on a bundled project, without a key and without a network. */
export const demoCommand: CommandSpec = {
  name: 'demo',
  summary: 'show a whole run on a bundled sample project with a scripted model, and undo it',
  async run(context) {
    const home = mkdtempSync(join(tmpdir(), 'enhanced-code-demo-'));
    try {
      const folder = join(home, 'invoice-sample');
      cpSync(join(packageFolder, 'sample'), folder, { recursive: true });
      return await demonstrate(context, folder, join(home, 'state'));
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
};

async function demonstrate(
  context: CommandContext,
  folder: string,
  stateFolder: string,
): Promise<CommandResult> {
  const startedAt = context.io.now();
  const before = treeHashes(folder);
  context.progress(`Sample project: ${before.size} files, copied to ${folder}`);
  context.progress(
    'Model: scripted. Its answer is fixed; everything that happens to it is the real pipeline.',
  );
  await using syntax = createSyntax();
  await using workspace = await openWorkspace(folder, { compare: syntax, stateFolder });
  await using engine = createEnhancedCode({ model: demoModel(), workspace, syntax, contextTokens: 4000 });
  const handle = engine.run({ instruction: demoInstruction, signal: context.io.signal });
  await followRun(handle, context);
  const result = await handle.result;
  if (result.error) return { data: runData('demo', result), text: '', error: result.error };
  const after = treeHashes(folder);
  await workspace.undo();
  const restored = treeHashes(folder);
  return report(context, result, { before, after, restored, durationMs: context.io.now() - startedAt });
}

function demoModel() {
  return scriptedModel([{ chunks: demoReply.match(/[\s\S]{1,24}/g) ?? [] }], { modelId: 'scripted-demo' });
}

interface Proof {
  readonly before: Hashes;
  readonly after: Hashes;
  readonly restored: Hashes;
  readonly durationMs: number;
}

function report({ io, paint }: CommandContext, result: RunResult, proof: Proof): CommandResult {
  const { before, after, restored, durationMs } = proof;
  const changed = changedPaths(before, after);
  const left = changedPaths(before, restored);
  const identical = left.length === 0;
  const undone = [
    paint.bold('Undo'),
    `before  ${treeHash(before)}  ${before.size} files`,
    `after   ${treeHash(after)}  ${changed.length} changed: ${changed.join(', ')}`,
    `undone  ${treeHash(restored)}  ${identical ? 'every byte is back' : `differs in ${left.join(', ')}`}`,
  ].join('\n');
  return {
    data: runData('demo', result, {
      instruction: demoInstruction,
      model: 'scripted',
      undo: {
        identical,
        before: treeHash(before),
        after: treeHash(after),
        restored: treeHash(restored),
        changed,
      },
      durationMs,
    }),
    text: [
      `${paint.bold('Instruction')}\n${demoInstruction}\n`,
      `${runText(result, paint)}`,
      `${undone}\n`,
      nextCommands(
        io.env.npm_lifecycle_event === 'start' ? 'npm start --' : 'enhanced-code',
        paint.bold('Next'),
      ),
    ].join('\n'),
    exitCode: identical ? 0 : 1,
  };
}

function nextCommands(command: string, title: string): string {
  return [
    title,
    'With ANTHROPIC_API_KEY or OPENAI_API_KEY set, or --base-url <url> --model <name>, on a folder of your own:',
    `  ${command} edit "<instruction>" --cwd <folder>`,
    `  ${command} undo --cwd <folder>`,
    '',
  ].join('\n');
}
