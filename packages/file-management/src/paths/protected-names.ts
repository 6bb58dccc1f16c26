import { foldName } from './fold-name.ts';

/** Why a path is protected: what a change of it may set in motion. */
export type Protection =
  | 'version-control'
  | 'hooks'
  | 'continuous-integration'
  | 'editor'
  | 'agent'
  | 'package-manager'
  | 'shell';

interface Rule {
  readonly protection: Protection;
  /** Folders, at any depth: all that lies in them is meant, and the name itself. */
  readonly folders: readonly string[];
  /** Sequences of folders, at any depth. */
  readonly nested?: readonly string[];
  /** Files, at any depth; `*` stands for any part of a name. */
  readonly files: readonly string[];
}

const RULES: readonly Rule[] = [
  {
    protection: 'version-control',
    folders: ['.git', '.hg', '.svn', '.jj', '.bzr'],
    files: ['.gitmodules', '.gitattributes', '.gitconfig', '.hgrc', '.lfsconfig'],
  },
  {
    protection: 'hooks',
    folders: ['.husky', '.githooks', '.git-hooks', '.hooks', '.lefthook'],
    files: [
      ...['lefthook.*', '.lefthook.*', 'lefthook-local.*', '.lefthook-local.*', '.overcommit.yml'],
      ...[
        '.pre-commit-config.*',
        '.pre-commit-hooks.yaml',
        '.huskyrc*',
        'husky.config.*',
        '.simple-git-hooks*',
      ],
      ...['simple-git-hooks.*', '.lintstagedrc*', 'lint-staged.config.*'],
    ],
  },
  {
    protection: 'continuous-integration',
    folders: ['.circleci', '.buildkite', '.woodpecker', '.teamcity', '.ci', '.semaphore', '.tekton'],
    nested: ['.github/workflows', '.github/actions', '.gitea/workflows', '.forgejo/workflows', '.gitlab/ci'],
    files: [
      ...[
        '.gitlab-ci.yml',
        '.gitlab-ci.yaml',
        '.travis.yml',
        'jenkinsfile',
        'jenkinsfile.*',
        '*.jenkinsfile',
      ],
      ...[
        'azure-pipelines*.yml',
        'azure-pipelines*.yaml',
        'bitbucket-pipelines.yml',
        '.drone.yml',
        '.drone.star',
      ],
      ...[
        '.woodpecker.yml',
        'appveyor.yml',
        '.appveyor.yml',
        'cloudbuild.yaml',
        'buildspec.yml',
        '.cirrus.yml',
      ],
      ...[
        '.cirrus.star',
        'codeowners',
        'dependabot.yml',
        'dependabot.yaml',
        'renovate.json*',
        '.renovaterc*',
      ],
      ...['action.yml', 'action.yaml', 'wercker.yml', 'codemagic.yaml'],
    ],
  },
  {
    protection: 'editor',
    folders: [
      ...[
        '.vscode',
        '.vscode-server',
        '.idea',
        '.vs',
        '.fleet',
        '.zed',
        '.devcontainer',
        '.settings',
        '.vim',
        '.nvim',
      ],
      ...['.cursor', '.windsurf', '.eclipse', '.theia'],
    ],
    files: [
      ...['.devcontainer.json', '*.code-workspace', '.vimrc', '.exrc', '.nvimrc', '.nvim.lua', '.gvimrc'],
      ...[
        '.dir-locals.el',
        '.dir-locals-2.el',
        '*.sublime-project',
        '*.sublime-workspace',
        '.ycm_extra_conf.py',
      ],
      ...['.lvimrc', '.project', '.classpath', '.emacs'],
    ],
  },
  {
    protection: 'agent',
    folders: [
      '.claude',
      '.codex',
      '.gemini',
      '.continue',
      '.roo',
      '.cline',
      '.enhanced-code',
      '.opencode',
      '.aider',
    ],
    nested: ['.github/prompts', '.github/chatmodes', '.github/agents', '.github/instructions'],
    files: [
      ...[
        '.mcp.json',
        'mcp.json',
        '.cursorrules',
        '.windsurfrules',
        '.clinerules',
        '.roomodes',
        '.aider.conf.*',
      ],
      ...[
        'opencode.json',
        'opencode.jsonc',
        'enhanced-code.json',
        'copilot-instructions.md',
        'agents.md',
        'claude.md',
        'gemini.md',
        '.cursorignore',
      ],
    ],
  },
  {
    protection: 'package-manager',
    folders: ['.yarn', '.cargo', '.bundle', '.mvn', '.pip', '.composer'],
    nested: ['gradle/wrapper'],
    files: [
      ...[
        '.npmrc',
        '.yarnrc',
        '.yarnrc.*',
        '.pnpmfile.*',
        'pnpmfile.*',
        '.pnp.*',
        'bunfig.toml',
        '.bunfig.toml',
      ],
      ...[
        'pip.conf',
        'pip.ini',
        '.pypirc',
        '.gemrc',
        '.gem',
        'nuget.config',
        'init.gradle',
        'init.gradle.kts',
      ],
      ...[
        '.condarc',
        '.terraformrc',
        '.bazelrc',
        'mise.toml',
        '.mise.toml',
        'mise.local.toml',
        '.mise.local.toml',
      ],
      ...[
        'gradlew',
        'gradlew.bat',
        'mvnw',
        'mvnw.cmd',
        '.npmignore.js',
        'uv.toml',
        '.corepack.env',
        'pnpm-workspace.yaml',
        'pnpm-workspace.yaml',
      ],
    ],
  },
  {
    protection: 'shell',
    folders: ['.ssh', '.gnupg', '.aws', '.kube', '.docker', '.gcloud', '.azure'],
    files: [
      ...['.bashrc', '.bash_profile', '.bash_login', '.bash_logout', '.bash_aliases', '.profile', '.zshrc'],
      ...[
        '.zshenv',
        '.zprofile',
        '.zlogin',
        '.zlogout',
        '.cshrc',
        '.tcshrc',
        '.kshrc',
        'config.fish',
        '.inputrc',
      ],
      ...['.envrc', '.netrc', '_netrc', '.xinitrc', '.xprofile', '.pam_environment', '.authorized_keys'],
      ...['.curlrc', '.wgetrc', '.screenrc', '.tmux.conf', '.direnvrc', 'autorun.inf', 'desktop.ini'],
    ],
  },
];

/** A rule with its patterns taken apart, since it is asked about every path of a commit. */
const PREPARED = RULES.map(({ protection, folders, nested = [], files }) => ({
  protection,
  folders: new Set(folders),
  nested: nested.map((path) => `/${path}/`),
  files: new Set(files),
  ends: files.flatMap((pattern) => {
    const [start = '', end] = pattern.split('*');
    return end === undefined ? [] : [{ start, end }];
  }),
}));

/** What protects a path, judged on case-folded and composed names; undefined when nothing does. */
export function protectionOf(path: string): Protection | undefined {
  const names = path.split('/').map(foldName);
  const last = names.at(-1) ?? '';
  const joined = `/${names.join('/')}/`;
  return PREPARED.find(
    ({ folders, nested, files, ends }) =>
      files.has(last) ||
      names.some((name) => folders.has(name)) ||
      nested.some((part) => joined.includes(part)) ||
      ends.some(
        ({ start, end }) =>
          last.length >= start.length + end.length && last.startsWith(start) && last.endsWith(end),
      ),
  )?.protection;
}
