// Runs an instruction with a scripted model, follows the events, and reviews the change before it is written.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEnhancedCode } from '@enhanced-code/core';
import { scriptedModel } from '@enhanced-code/llm/testing';

const home = await mkdtemp(join(tmpdir(), 'follow-a-run-'));
process.env.ENHANCED_CODE_STATE = join(home, 'state');
const folder = join(home, 'project');
await mkdir(folder);
await writeFile(join(folder, 'limits.json'), '{ "retries": 3 }\n');

const wrong = 'limits.json\n<<<<<<< SEARCH\n{ "retries": 4 }\n=======\n{ "retries": 5 }\n>>>>>>> REPLACE\n';
const right = wrong.replace('4', '3');

{
  await using engine = createEnhancedCode({
    // The first answer quotes a line that is not there; it is refused, and the model is asked again.
    model: scriptedModel([{ text: wrong }, { text: right }]),
    workspace: folder,
    stages: { review: ({ ask }) => ask('a person decides') },
  });
  const run = engine.run({ instruction: 'allow five retries' });
  for await (const event of run) {
    if (event.type === 'edit-refused') console.log(`refused: ${event.refusal.code}`);
    if (event.type === 'check-result') console.log(`check: ${event.status}`);
    if (event.type === 'review-requested') {
      console.log('review: approved');
      run.decide({ candidateHash: event.candidateHash, decision: 'approved' });
    }
  }
  const { outcome, steps } = await run.result;
  console.log(`${outcome.kind} after ${steps} steps`);
}
console.log((await readFile(join(folder, 'limits.json'), 'utf8')).trim());
await rm(home, { recursive: true });
