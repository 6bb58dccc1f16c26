import type { EnhancedCodeError } from '@enhanced-code/errors';

/** Tokens of one model attempt or of a whole run. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly reasoningTokens?: number;
  readonly source: 'measured' | 'estimated';
}

export type TerminalState = 'finished' | 'truncated' | 'failed' | 'refused' | 'cancelled';

export interface FinishReason {
  readonly unified: 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'error' | 'other';
  readonly raw?: string;
}

export type ContextTier = 'whole' | 'passages' | 'outline' | 'name';

export interface ContextReason {
  readonly signal: string;
  readonly detail: string;
  readonly score: number;
}

export interface PromptSection {
  readonly name: string;
  readonly tokens: number;
  readonly kept: 'whole' | 'part' | 'none';
}

export interface EditReceipt {
  readonly path: string;
}

export interface EditRefusal {
  readonly path: string;
  readonly error?: EnhancedCodeError;
}

export interface ContextSelection {
  readonly entries: readonly {
    readonly path: string;
    readonly tier: ContextTier;
    readonly tokens: number;
    readonly reasons: readonly ContextReason[];
  }[];
  readonly leftOut: readonly unknown[];
  readonly usedTokens: number;
  readonly budgetTokens: number;
}

export type EditFormat =
  | 'search-replace'
  | 'unified-diff'
  | 'whole-file'
  | 'apply-patch'
  | 'lazy'
  | 'str-replace'
  | 'insert'
  | 'line-range'
  | 'json'
  | 'workspace-edit';

export interface EditSet {
  readonly format: EditFormat;
  readonly edits: readonly { readonly path?: string }[];
  readonly complete: boolean;
  readonly problems: readonly unknown[];
}

export interface EditParser {
  push(chunk: string): readonly unknown[];
  end(): EditSet;
}

export interface ApplyResult {
  readonly receipts: readonly EditReceipt[];
  readonly refusals: readonly EditRefusal[];
}

export interface ModelRequest {
  readonly messages: readonly unknown[];
  readonly maxOutputTokens?: number;
}

export type StreamPart =
  | {
      readonly type: 'attempt-start';
      readonly attemptId: string;
      readonly provider: string;
      readonly modelId: string;
    }
  | {
      readonly type: 'text-start' | 'text-end' | 'reasoning-start' | 'reasoning-end';
      readonly partId: string;
    }
  | { readonly type: 'text-delta' | 'reasoning-delta'; readonly partId: string; readonly text: string }
  | {
      readonly type: 'tool-call-start';
      readonly partId: string;
      readonly toolCallId: string;
      readonly toolName: string;
    }
  | { readonly type: 'tool-call-delta'; readonly partId: string; readonly inputText: string }
  | {
      readonly type: 'tool-call-end';
      readonly partId: string;
      readonly toolCallId: string;
      readonly toolName: string;
      readonly inputText: string;
    }
  | { readonly type: 'usage'; readonly usage: Usage }
  | {
      readonly type: 'attempt-reset';
      readonly attemptId: string;
      readonly retract: readonly string[];
      readonly error: EnhancedCodeError;
    }
  | {
      readonly type: 'finish';
      readonly state: TerminalState;
      readonly finishReason: FinishReason;
      readonly usage: Usage;
      readonly error?: EnhancedCodeError;
    };

export interface LanguageModel {
  readonly provider: string;
  readonly modelId: string;
  stream(request: ModelRequest, options?: { signal?: AbortSignal }): AsyncIterable<StreamPart>;
}
