/** A file that a reranker may move. */
export interface RerankCandidate {
  /** Path relative to the root of the source. */
  readonly path: string;
  /** Likelihood between 0 and 1 before reranking. */
  readonly score: number;
  /** Names that the file defines, in file order, at most 40. */
  readonly defines: readonly string[];
}

/** A file that an embedding finds near to an instruction. */
export interface NearFile {
  /** Path relative to the root of the source. */
  readonly path: string;
  /** Nearness between 0 and 1. */
  readonly nearness: number;
}

/** What a stage is told beside its input. */
export interface StageCall {
  /** Ends when the caller cancels or the stage takes too long. */
  readonly signal: AbortSignal;
}

/**
 * Stages that need a model. None is required, and one that fails or takes too long only leaves a warning. What they
 * answer is part of the question: the same tree, instruction and answers give the same selection.
 */
export interface ContextStages {
  /** Words to look for beside those of the instruction, such as identifiers that it does not name. */
  readonly rewrite?: (instruction: string, call: StageCall) => Promise<readonly string[]>;
  /** Paths of the candidates, best first; those that it leaves out keep their order behind. */
  readonly rerank?: (
    instruction: string,
    candidates: readonly RerankCandidate[],
    call: StageCall,
  ) => Promise<readonly string[]>;
  /** Files near to the instruction in meaning, as one more signal; unknown paths are passed over. */
  readonly near?: (instruction: string, call: StageCall) => Promise<readonly NearFile[]>;
  /** Milliseconds that one stage may take. Default 10,000. */
  readonly timeoutMs?: number;
}
