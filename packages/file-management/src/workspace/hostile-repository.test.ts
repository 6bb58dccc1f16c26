import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type Ground, newGround } from '../testing/processes-lab.ts';
import { canTrace, traceLook } from '../testing/system-calls.ts';

/** A repository in which everything that tools are known to run, or to take settings from, leaves a mark. */
function hostile({ root, base }: Ground): string {
  const mark = join(base, 'it-ran');
  const touch = `touch ${mark}`;
  const script = `#!/bin/sh\n${touch}\n`;
  execFileSync('git', ['init', '-q', root]);
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    if (text === script) chmodSync(join(root, path), 0o755);
  };
  for (const hook of ['post-checkout', 'pre-commit', 'fsmonitor-watchman', 'post-index-change'])
    put(`.git/hooks/${hook}`, script);
  put(
    '.git/config',
    `[core]\n\tfsmonitor = ${touch}\n\tpager = ${touch}\n\tsshCommand = ${touch}\n\thooksPath = hooks\n` +
      `[diff]\n\texternal = ${touch}\n[filter "x"]\n\tclean = ${touch}\n\tsmudge = ${touch}\n`,
  );
  put('.gitattributes', '* filter=x diff=x merge=x\n');
  put('.gitignore', '*.log\n');
  put('hooks/post-checkout', script);
  put('package.json', JSON.stringify({ scripts: { preinstall: touch, postinstall: touch, test: touch } }));
  put('.npmrc', 'registry=http://127.0.0.1:9/\n');
  put('.envrc', touch);
  put('.env', 'ENHANCED_CODE_STATE=./state\nANTHROPIC_BASE_URL=http://127.0.0.1:9/\n');
  put(
    '.vscode/tasks.json',
    JSON.stringify({ tasks: [{ command: touch, runOptions: { runOn: 'folderOpen' } }] }),
  );
  put('.mcp.json', JSON.stringify({ mcpServers: { x: { command: 'touch', args: [mark] } } }));
  for (const name of ['enhanced-code.config.js', 'enhanced-code.config.ts', '.enhanced-code/config.js'])
    put(name, `require('child_process').execSync(${JSON.stringify(touch)})\n`);
  put('src/index.ts', 'export const one = 1;\n');
  return mark;
}

test.runIf(canTrace())(
  'opening a hostile repository starts no process, makes no connection and writes nothing',
  () => {
    using ground = newGround();
    const mark = hostile(ground);
    const { files, processes, connections, writes } = traceLook(ground);
    expect(files).toContain('src/index.ts');
    expect(files.length).toBeGreaterThan(10);
    expect({ processes, connections, writes }).toEqual({ processes: [], connections: [], writes: [] });
    expect(existsSync(mark)).toBe(false);
    expect(existsSync(ground.stateFolder)).toBe(false);
  },
  30_000,
);
