import { basename, join } from 'node:path';
import { type ContextIndex, type ContextSource, createContext, gitHistory } from '@enhanced-code/context';
import { openWorkspace, type Workspace } from '@enhanced-code/file-management';
import {
  component,
  createRegistry,
  createToken,
  provide,
  type Registry,
  type Token,
} from '@enhanced-code/registry';
import { type EventLog, fileEventLog } from '@enhanced-code/streaming';
import { createSyntax, type Syntax } from '@enhanced-code/syntax';
import type { EnhancedCodeOptions } from './engine-options.ts';
import { defaultStages } from './stages/default-stages.ts';
import type { Stages } from './stages/stages.ts';

/** What an engine is wired from; `engine.registry.override` puts another component in the place of one. */
export const tokens: {
  /** Checks the syntax of a change. */
  readonly syntax: Token<Syntax>;
  /** The folder that is changed. */
  readonly workspace: Token<Workspace>;
  /** Chooses what the model sees. */
  readonly context: Token<ContextIndex>;
  /** Where events go. */
  readonly log: Token<EventLog>;
  /** The stages of a run. */
  readonly stages: Token<Stages>;
} = {
  syntax: createToken('syntax'),
  workspace: createToken('workspace'),
  context: createToken('context'),
  log: createToken('log'),
  stages: createToken('stages'),
};

/** Registers everything that an engine needs; nothing is started. What the caller made is not stopped either. */
export function registerComponents(options: EnhancedCodeOptions): Registry {
  const { syntax, workspace, context, log, stages, format = 'search-replace' } = options;
  return createRegistry()
    .register(
      syntax ? provide(tokens.syntax, syntax) : component(tokens.syntax, { create: () => createSyntax() }),
    )
    .register(
      typeof workspace === 'string' ? openedWorkspace(workspace) : provide(tokens.workspace, workspace),
    )
    .register(context ? provide(tokens.context, context) : ownContext())
    .register(log ? provide(tokens.log, log) : ownLog())
    .register(
      component(tokens.stages, {
        dependencies: { context: tokens.context },
        create: (started) => ({ ...defaultStages(started.context, format), ...stages }),
      }),
    );
}

function openedWorkspace(folder: string) {
  return component(tokens.workspace, {
    dependencies: { syntax: tokens.syntax },
    create: ({ syntax }) => openWorkspace(folder, { compare: syntax }),
  });
}

function ownContext() {
  return component(tokens.context, {
    dependencies: { workspace: tokens.workspace },
    create: ({ workspace }) => {
      const stateFolder = join(workspace.stateFolder, 'index');
      return createContext({ source: sourceOf(workspace, stateFolder), stateFolder });
    },
  });
}

/** The files of a workspace and, where it lies in a git repository, the commits that led to them. */
function sourceOf(workspace: Workspace, stateFolder: string): ContextSource {
  return {
    list: () => workspace.list(),
    read: (path) => workspace.readText(path),
    history: gitHistory(workspace.root, { stateFolder }),
  };
}

function ownLog() {
  return component(tokens.log, {
    dependencies: { workspace: tokens.workspace },
    create: ({ workspace }) => fileEventLog(join(workspace.stateFolder, 'runs')),
  });
}

/** Name of a workspace for people: that of its folder, never its path. */
export function workspaceName({ root }: Workspace): string {
  return basename(root) || 'workspace';
}
