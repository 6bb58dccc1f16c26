import { describe, expect, test } from 'vitest';
import { memoryWorkspace } from '../testing/index.ts';
import { gitLookAlike } from './git-look-alikes.ts';
import { pathProblem, shownPath } from './path-syntax.ts';
import { protectionOf } from './protected-names.ts';

const refused = [
  '',
  '.',
  '..',
  '../x',
  'a/../b',
  'a/..',
  './a',
  'a/./b',
  'a//b',
  '/etc/passwd',
  '//server/share',
  'C:\\x',
  'C:/x',
  'c:x',
  '\\\\server\\share',
  '\\x',
  'a\\b',
  '..\\x',
  'a\0b',
  'a\nb',
  'a\rb',
  'a\tb',
  'a\x1b[31mb',
  'a\x7fb',
  '~/.ssh/id_rsa',
  '~root/x',
  '~',
  'file:///etc/passwd',
  'http://x/y',
  '.GIT/config',
  '.Git/hooks/x',
  '.git./config',
  '.git /config',
  'GIT~1/config',
  'git~1',
  'gi7eba~1',
  '.g\u200cit/config',
  '.gi\u200dt/x',
  '.git\u200b/config',
  '\ufeff.git/x',
  '.git::$INDEX_ALLOCATION/config',
  '.git:x',
  'a.txt:stream',
  'a.txt::$DATA',
  'CON',
  'con.txt',
  'PRN',
  'aux.c',
  'NUL',
  'nul.tar.gz',
  'COM1',
  'com1.txt',
  'LPT9',
  'COM¹',
  'CONIN$',
  'CONOUT$',
  'src/aux/x',
  'a.',
  'a ',
  'a/b./c',
  'a/b /c',
  ' a',
  '．．/x',
  'a／b',
  'a∕b',
  'a⁄b',
  'a＼b',
  '‥/x',
  '..%2fetc',
  '%2e%2e/x',
  '%2e%2e%2fetc',
  'a%00b',
  'a%5cb',
  'a\u202eb',
  'a\u2066b',
  'a\u200bb',
  'a\u2060b',
  'a\u00adb',
  'a\ud800b',
  'x'.repeat(256),
  'd/'.repeat(2100) + 'x',
  '.ɡit/config',
  '.gıt/config',
  'a\u3164b',
  'a?b',
  'a*b',
  'a|b',
  '<x>',
  '"x"',
  'a\u2028b',
  'a\u{e0041}b',
  '.gitmodules.',
  '.GITMODULES',
  'GITMOD~1',
  '．git/config',
  '.ｇｉｔ/config',
];

const allowed = [
  'a.txt',
  'src/index.ts',
  '.gitignore',
  'package.json',
  'README.md',
  'src/[id]/page.tsx',
  'src/(group)/x.ts',
  'a b.txt',
  '日本語.md',
  'café.txt',
  'cafe\u0301.txt',
  'émoji-😀.md',
  '👨\u200d👩\u200d👧.md',
  '❤\ufe0f.md',
  '.env.example',
  'src/@types/x.d.ts',
  '...foo',
  'foo..bar',
  '..foo',
  'a~',
  'git/x',
  '.gitkeep',
  '.github/README.md',
  'console.log',
  'auxiliary.c',
  'com10.txt',
  'nullable.ts',
  'x'.repeat(255),
  '$x',
  'a%20b',
  'a+b=c,d;e',
  '#x',
  '!x',
  '-x',
  'src/.git-keep',
  'comma,x',
  'hooks/useX.ts',
  '.editorconfig',
  '.nvmrc',
  'tsconfig.json',
  'می\u200cخواهم.md',
  '~a.txt',
  'Makefile',
  'Dockerfile',
  'pnpm-lock.yaml',
  '.prettierrc',
];

const guarded = [
  '.git/config',
  '.git/hooks/pre-commit',
  '.git',
  'sub/.git/config',
  '.gitmodules',
  '.gitattributes',
  '.husky/pre-commit',
  '.githooks/pre-push',
  'lefthook.yml',
  '.pre-commit-config.yaml',
  '.github/workflows/ci.yml',
  '.github/actions/x/action.yml',
  '.gitlab-ci.yml',
  '.circleci/config.yml',
  'Jenkinsfile',
  'azure-pipelines.yml',
  '.travis.yml',
  '.vscode/tasks.json',
  '.vscode/settings.json',
  '.VSCODE/tasks.json',
  '.idea/workspace.xml',
  '.devcontainer/devcontainer.json',
  'x.code-workspace',
  '.cursor/mcp.json',
  '.npmrc',
  'sub/.npmrc',
  '.yarnrc.yml',
  '.pnpmfile.cjs',
  'pnpm-workspace.yaml',
  '.cargo/config.toml',
  '.claude/settings.json',
  '.mcp.json',
  '.envrc',
  '.bashrc',
  '.zshrc',
  '.ssh/authorized_keys',
  '.hg/hgrc',
  '.svn/x',
  '.vimrc',
  '.exrc',
  'bunfig.toml',
  'pip.conf',
  '.CI/run',
  'CODEOWNERS',
  '.github/dependabot.yml',
  'bitbucket-pipelines.yml',
  '.drone.yml',
  '.buildkite/pipeline.yml',
  '.fleet/run.json',
  '.zed/tasks.json',
  '.claude/hooks/x',
  'AGENTS.md',
  'CLAUDE.md',
  '.cursorrules',
  '.github/copilot-instructions.md',
  '.husky/_/husky.sh',
  '.aider.conf.yml',
  '.enhanced-code/config.json',
  '.yarn/releases/yarn.cjs',
  '.pypirc',
  '.gemrc',
  'nuget.config',
  'NuGet.Config',
  '.mvn/extensions.xml',
  'gradle/wrapper/gradle-wrapper.properties',
];

test('every hostile path is refused for reading, writing, deleting and renaming', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': 'a\n' });
  const transaction = await workspace.begin();
  for (const path of refused) {
    const code = 'EC_FILE_PATH_REFUSED';
    await expect(workspace.read(path), path).rejects.toMatchObject({ code });
    await expect(workspace.readText(path), path).rejects.toMatchObject({ code });
    await expect(transaction.read(path), path).rejects.toMatchObject({ code });
    await expect(transaction.write(path, 'x'), path).rejects.toMatchObject({ code });
    await expect(transaction.delete(path), path).rejects.toMatchObject({ code });
    await expect(transaction.rename('a.txt', path), path).rejects.toMatchObject({ code });
    await expect(transaction.rename(path, 'b.txt'), path).rejects.toMatchObject({ code });
  }
  expect(await transaction.changes()).toEqual([]);
  expect([...driver.dump('/work').keys()]).toEqual(['a.txt']);
});

test('at least seventy hostile paths are on the list', () => {
  expect(new Set(refused).size).toBeGreaterThanOrEqual(70);
});

test.each(allowed)('%s is an ordinary name', async (path) => {
  expect(pathProblem(path)).toBeUndefined();
  expect(protectionOf(path)).toBeUndefined();
  const { workspace } = await memoryWorkspace({});
  const transaction = await workspace.begin();
  await transaction.write(path, 'x\n');
  expect((await transaction.commit()).status).toBe('committed');
  expect(await workspace.readText(path)).toBe('x\n');
});

test('protected paths are committed only with an approval, also when they did not exist before', async () => {
  for (const path of guarded) {
    const { workspace } = await memoryWorkspace({});
    const transaction = await workspace.begin();
    await transaction.write(path, 'x\n');
    await expect(transaction.commit(), path).rejects.toMatchObject({
      code: 'EC_FILE_APPROVAL_NEEDED',
      details: { paths: [path] },
    });
    const candidateHash = await transaction.candidateHash();
    await transaction.commit({ approvals: [{ candidateHash, paths: [path] }] });
    expect(await workspace.readText(path)).toBe('x\n');
  }
});

describe('look-alikes of .git', () => {
  test.each(['.git', '.gitignore', '.gitkeep', 'git', '.github', 'gitmodules'])('%s is none', (name) => {
    expect(gitLookAlike(name)).toBe(false);
  });
  test.each(['.GIT', '.git.', '.git ', 'GIT~1', 'git~2', '.g\u200cit', '.git:x', '.gitIgnore', 'gi7eba~1'])(
    '%s is one',
    (name) => {
      expect(gitLookAlike(name)).toBe(true);
    },
  );
});

test('a shown path cannot hide, turn or break a line', () => {
  expect(shownPath('a\u202eb\nc\0d')).toBe('a\\u{202e}b\\u{a}c\\u{0}d');
  expect(shownPath('x'.repeat(500))).toHaveLength(201);
});
