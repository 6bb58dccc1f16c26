import { expect, test } from 'vitest';
import { parseEdits } from '../edits/index.ts';
import { memoryWorkspace } from '../testing/index.ts';

const whole = (path: string, text: string) => parseEdits(`${path}\n\`\`\`\n${text}\`\`\`\n`, 'whole-file');

test('a whole file for one that the model was not shown, or shown otherwise, is refused', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\ntwo\n' });
  const transaction = await workspace.begin();
  const { hash } = await transaction.read('a.txt');
  const edit = whole('a.txt', 'one\n2\n');
  for (const shownHashes of [new Map<string, string>(), new Map([['a.txt', 'another']])]) {
    const refused = await transaction.apply(edit, { shownHashes });
    expect(refused).toMatchObject({
      applied: false,
      refusals: [{ code: expect.stringMatching(/^EC_EDIT_/) }],
    });
    expect(await transaction.changes()).toEqual([]);
  }
  const { applied } = await transaction.apply(edit, { shownHashes: new Map([['a.txt', hash]]) });
  expect(applied).toBe(true);
  expect(await transaction.readText('a.txt')).toBe('one\n2\n');
});

test('a deletion of a file that the model was not shown is refused', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\n' });
  const transaction = await workspace.begin();
  const edit = parseEdits('*** Begin Patch\n*** Delete File: a.txt\n*** End Patch\n', 'apply-patch');
  const shownHashes = new Map<string, string>();
  expect((await transaction.apply(edit, { shownHashes })).applied).toBe(false);
  shownHashes.set('a.txt', (await transaction.read('a.txt')).hash);
  expect((await transaction.apply(edit, { shownHashes })).applied).toBe(true);
});

test('a line range without the hash of what was read is refused, with it applied', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\ntwo\nthree\n' });
  const transaction = await workspace.begin();
  const { hash } = await transaction.read('a.txt');
  const range = (base: object) =>
    parseEdits(
      JSON.stringify({ path: 'a.txt', start_line: 2, end_line: 2, new_text: '2\n', ...base }),
      'line-range',
    );
  expect((await transaction.apply(range({}))).applied).toBe(false);
  expect((await transaction.apply(range({ base_hash: 'another' }))).applied).toBe(false);
  expect(await transaction.apply(range({ base_hash: hash }))).toMatchObject({
    applied: true,
    paths: ['a.txt'],
  });
  expect(await transaction.readText('a.txt')).toBe('one\n2\nthree\n');
});

test('permission bits that a patch names are set, in a new and in a present file', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'run.sh': 'echo\n' });
  const transaction = await workspace.begin();
  const patch = `diff --git a/run.sh b/run.sh
old mode 100644
new mode 100755
--- a/run.sh
+++ b/run.sh
@@ -1 +1 @@
-echo
+echo on
diff --git a/new.sh b/new.sh
new file mode 100755
--- /dev/null
+++ b/new.sh
@@ -0,0 +1 @@
+echo new
`;
  expect(await transaction.apply(parseEdits(patch, 'unified-diff'))).toMatchObject({ applied: true });
  await transaction.commit();
  expect([...driver.dump('/work')].map(([path, { mode }]) => [path, mode])).toEqual([
    ['new.sh', 0o755],
    ['run.sh', 0o755],
  ]);
});

test('a target is taken where an edit names no file', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\n' });
  const transaction = await workspace.begin();
  const edit = parseEdits('<<<<<<< SEARCH\none\n=======\ntwo\n>>>>>>> REPLACE\n', 'search-replace');
  expect((await transaction.apply(edit)).applied).toBe(false);
  expect((await transaction.apply(edit, { target: 'a.txt' })).applied).toBe(true);
});

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

test.each([
  ['LF', bytes('one\ntwo\nthree\n')],
  ['mixed endings and no last newline', bytes('one\r\ntwo\nthree')],
  ['a byte order mark', bytes([0xef, 0xbb, 0xbf], 'one\r\ntwo\r\nthree\r\n')],
  ['UTF-16', bytes([0xff, 0xfe], [...Buffer.from('one\ntwo\nthree\n', 'utf16le')])],
])('the inverse of an edit of a file with %s gives back its bytes', async (_name, content) => {
  const { workspace, driver } = await memoryWorkspace({ 'gone.txt': 'away\n', 'old.txt': 'moved\n' });
  driver.put('/work/a.txt', content);
  const before = driver.dump('/work');
  const transaction = await workspace.begin();
  const patch =
    '*** Begin Patch\n*** Update File: a.txt\n@@\n one\n-two\n+2\n+2.5\n three\n*** Add File: new.txt\n+new\n' +
    '*** Update File: old.txt\n*** Move to: moved.txt\n@@\n-moved\n+MOVED\n*** Delete File: gone.txt\n*** End Patch\n';
  const shownHashes = new Map([['gone.txt', (await transaction.read('gone.txt')).hash]]);
  const { inverse, receipts } = await transaction.apply(parseEdits(patch, 'apply-patch'), { shownHashes });
  for (const { path, baseHash, newHash } of receipts) {
    const now = path === 'old.txt' ? 'moved.txt' : path;
    expect([path, newHash]).toEqual([
      path,
      path === 'gone.txt' ? undefined : (await transaction.read(now)).hash,
    ]);
    expect(baseHash === undefined).toBe(path === 'new.txt');
  }
  await transaction.commit();
  const back = await workspace.begin();
  const stored = JSON.parse(JSON.stringify(inverse));
  expect(await back.apply(stored)).toMatchObject({ applied: true });
  await back.commit();
  expect(driver.dump('/work')).toEqual(before);
});

test('the inverse is refused for a file that changed since, and a refused edit has none', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\n' });
  const transaction = await workspace.begin();
  const edit = parseEdits('a.txt\n<<<<<<< SEARCH\none\n=======\ntwo\n>>>>>>> REPLACE\n', 'search-replace');
  const { inverse = edit } = await transaction.apply(edit);
  expect(await transaction.apply(edit)).toMatchObject({ applied: false });
  expect((await transaction.apply(edit)).inverse).toBeUndefined();
  await transaction.write('a.txt', 'three\n');
  expect(await transaction.apply(inverse)).toMatchObject({
    applied: false,
    refusals: [{ code: 'EC_EDIT_BASE_CHANGED' }],
  });
});
