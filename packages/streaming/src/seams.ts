export interface EditReceipt {
  readonly path: string;
  readonly editIndex: number;
}

export interface EditRefusal {
  readonly code: string;
  /** Path as far as it is known, else empty. */
  readonly path: string;
  readonly editIndex: number;
  readonly nearest: readonly { readonly line: number }[];
  readonly positions: readonly number[];
  readonly alreadyApplied: boolean;
  readonly reason?: string;
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

export interface EditProblem {
  readonly kind: string;
  readonly message: string;
  readonly editIndex?: number;
}

export interface EditSet {
  readonly format: EditFormat;
  readonly edits: readonly { readonly path?: string }[];
  readonly complete: boolean;
  readonly problems: readonly EditProblem[];
}

export type EditParserEvent =
  | { readonly type: 'edit-start' | 'hunk'; readonly editIndex: number }
  | { readonly type: 'edit-end'; readonly editIndex: number; readonly edit: { readonly path?: string } };

export interface EditParser {
  push(chunk: string): readonly EditParserEvent[];
  end(): EditSet;
}

export interface ApplyResult {
  readonly receipts: readonly EditReceipt[];
  readonly refusals: readonly EditRefusal[];
}
