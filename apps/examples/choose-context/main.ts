// Chooses what of this folder's examples goes into a prompt of 700 tokens, and says why.
import { join } from 'node:path';
import { createContext } from '@enhanced-code/context';
import { openWorkspace } from '@enhanced-code/file-management';

await using workspace = await openWorkspace(join(import.meta.dirname, '..'));
await using context = createContext({
  source: { list: () => workspace.list(), read: (path) => workspace.readText(path) },
});

const selection = await context.select({
  instruction: 'print the level of every receipt in apply-a-reply/main.ts in upper case',
  budgetTokens: 700,
});
const [first] = selection.entries;
console.log(`first: ${first?.path} (${first?.tier})`);
console.log(`because: ${first?.reasons[0]?.detail}`);
console.log(selection.usedTokens <= selection.budgetTokens ? 'within the budget' : 'over the budget');
