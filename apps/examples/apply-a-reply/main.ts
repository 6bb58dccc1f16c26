// Applies the edits of a model's reply to a folder as one transaction, shows the change, and takes it back.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkspace, parseEdits } from '@enhanced-code/file-management';

const home = await mkdtemp(join(tmpdir(), 'apply-a-reply-'));
const folder = join(home, 'project');
await mkdir(folder);
await writeFile(
  join(folder, 'greet.ts'),
  "export function greet(name: string) {\n  return 'Hello ' + name;\n}\n",
);

const reply = `I use a template string.

greet.ts
\`\`\`ts
<<<<<<< SEARCH
return 'Hello ' + name;
=======
return \`Hello \${name}\`;
>>>>>>> REPLACE
\`\`\`
`;

{
  await using workspace = await openWorkspace(folder, { stateFolder: join(home, 'state') });
  await using transaction = await workspace.begin();
  const { applied, receipts, refusals } = await transaction.apply(parseEdits(reply));
  if (!applied) throw refusals;
  for (const { path, line, level } of receipts) console.log(`${path}:${line} matched by ${level}`);
  console.log(await transaction.diff());
  await transaction.commit();
  console.log(await readFile(join(folder, 'greet.ts'), 'utf8'));
  await workspace.undo();
  console.log(await readFile(join(folder, 'greet.ts'), 'utf8'));
}
await rm(home, { recursive: true });
