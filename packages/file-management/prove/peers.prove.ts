// Applies the edits of other tools' own tests, read from folders of their repositories that the caller names:
//   node --conditions=@enhanced-code/source prove/peers.prove.ts --repositories <folder> [--codex <scenarios>]
// Prints for each suite what was right, what is otherwise by a listed policy, and what was refused or wrong without
// one. Fails if there is any of the last two, or if a suite falls below its floor. Without folders it says what it skips.
import { parseArgs } from 'node:util';
import { parseEdits, planEdits } from '../src/edits/index.ts';
import { carryOut, hashOf, judge } from '../test/edits/judge.ts';
import { aiderSuites } from './suites/aider-suites.ts';
import { codexSuite } from './suites/codex-suite.ts';
import { copilotSuites } from './suites/copilot-suites.ts';
import { javascriptSuites } from './suites/javascript-suites.ts';
import { folderFiles, openRepository } from './suites/mirror.ts';
import { policyFor } from './suites/policies.ts';
import type { Suite, SuiteCase, SuiteFiles } from './suites/suite-case.ts';

const { values } = parseArgs({
  options: {
    /** Folder with the repositories, as checkouts or bare. */
    repositories: { type: 'string', default: process.env.ENHANCED_CODE_PEERS ?? '' },
    /** Folder of codex's scenarios, where its repository is not among the others. */
    codex: { type: 'string' },
    /** Only this suite. */
    suite: { type: 'string' },
    /** Prints each case that is not right. */
    show: { type: 'boolean', default: false },
  },
});

const suites: readonly Suite[] = [...aiderSuites, codexSuite, ...copilotSuites, ...javascriptSuites];

function filesOf({ name, repository }: Suite): SuiteFiles | undefined {
  if (name === codexSuite.name && values.codex !== undefined) return folderFiles(values.codex);
  return values.repositories === '' ? undefined : openRepository(values.repositories, repository);
}

function judgeOne(one: SuiteCase): { verdict: string; said: string } {
  const read = (path: string) => {
    const text = Object.hasOwn(one.files, path) ? one.files[path] : undefined;
    return text === undefined ? undefined : { path, text, hash: hashOf(text) };
  };
  const options = { ...one.options, ...(one.target === undefined ? {} : { target: one.target }) };
  const plan = planEdits(parseEdits(one.edit, one.format), read, options);
  const outcome = plan.refusals.length > 0 ? undefined : carryOut(one.files, plan);
  const codes = [...new Set(plan.refusals.map(({ code }) => code))].join(', ');
  const verdict = judge(one, outcome);
  if (values.show && verdict !== 'pass') {
    process.stdout.write(
      `${'='.repeat(20)} ${one.suite}: ${one.name}: ${verdict} ${codes}\n${JSON.stringify({ edit: one.edit, files: one.files, expected: one.expected, outcome, refusals: plan.refusals }, undefined, 1)}\n`,
    );
  }
  return { verdict, said: codes };
}

let failed = false;
const notes: string[] = [];
process.stdout.write(
  `${'suite'.padEnd(18)}${['cases', 'right', 'policy', 'refused', 'WRONG'].map((head) => head.padStart(9)).join('')}\n`,
);
for (const suite of suites.filter(({ name }) => values.suite === undefined || name === values.suite)) {
  const files = filesOf(suite);
  if (files === undefined) {
    process.stdout.write(
      `${suite.name.padEnd(18)}${'skipped: no folder of '.padStart(26)}${suite.repository}\n`,
    );
    continue;
  }
  const cases = await suite.read(files);
  for (const name of [...new Set(cases.map((one) => one.suite))])
    report(
      suite,
      name,
      cases.filter((one) => one.suite === name),
    );
}
process.stdout.write(
  `\nNot as the other tool has it, and why:\n${notes.map((note) => `- ${note}\n`).join('')}`,
);
process.exitCode = failed ? 1 : 0;

function report(suite: Suite, name: string, cases: readonly SuiteCase[]): void {
  const counts = { right: 0, policy: 0, refused: 0, WRONG: 0 };
  for (const one of cases) {
    const { verdict, said } = judgeOne(one);
    const policy = verdict === 'pass' ? undefined : policyFor(one, verdict === 'refused');
    if (verdict === 'pass') counts.right++;
    else if (policy !== undefined) counts.policy++;
    else counts[verdict === 'refused' ? 'refused' : 'WRONG']++;
    if (verdict !== 'pass')
      notes.push(
        `${one.suite}, ${one.name}: ${verdict === 'refused' ? said : verdict}: ${policy ?? 'NO REASON'}`,
      );
  }
  const right = cases.length === 0 ? 0 : counts.right / cases.length;
  if (counts.WRONG + counts.refused > 0 || (name === suite.name && right < suite.floor)) failed = true;
  const row = [cases.length, counts.right, counts.policy, counts.refused, counts.WRONG].map((value) =>
    String(value).padStart(9),
  );
  process.stdout.write(`${name.padEnd(18)}${row.join('')}\n`);
}
