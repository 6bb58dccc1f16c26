import type { Message } from '../messages.ts';

/** One piece of a section that stays or goes as a whole, with its cost. */
export interface PromptItem {
  /** The text, or a message of an earlier turn. */
  readonly content: string | Message;
  /** Cost in tokens; default is the estimate of the content. */
  readonly tokens?: number;
  /** What may be shortened, for sections that shorten: the text without its fence and heading. */
  readonly text?: string;
  /** Gives the content with a shorter text, its fence included. Without it the item goes as a whole. */
  shorten?(text: string): string;
}

/**
 * What a section does when there is no room: `keep` never gives way, `drop` goes as a whole, `drop-last` and
 * `drop-first` lose one item after the other from that end, and `shorten` loses lines from the middle of its items,
 * the last item first, and what has no room even then goes.
 */
export type WhenTooLong = 'keep' | 'drop' | 'drop-last' | 'drop-first' | 'shorten';

/** Which limit made a section give way. */
export type CutReason = 'section-budget' | 'prompt-budget';

/** One section of a prompt. */
export interface PromptSection<Input> {
  /** Name in the view of what was kept. */
  readonly name: string;
  /** The message it stands in; `history` for a section whose items are messages themselves. */
  readonly role: 'system' | 'user' | 'history';
  /** The section with the lowest number gives way first. */
  readonly priority: number;
  /** What it does when there is no room. */
  readonly whenTooLong: WhenTooLong;
  /** Limit of its own in tokens; default is none but that of the prompt. */
  readonly budgetTokens?: number;
  /** Its text or items; an empty text or list leaves it out. The same input must give the same output. */
  render(input: Input): string | readonly PromptItem[];
}

/** What became of a section. */
export interface SectionView {
  /** Name of the section. */
  readonly name: string;
  /** Its priority; the lowest number gave way first. */
  readonly priority: number;
  /** Tokens of what was kept. */
  readonly tokens: number;
  /** Items that were kept. */
  readonly kept: number;
  /** Items that gave way. */
  readonly cut: number;
  /** Tokens of what gave way. */
  readonly cutTokens: number;
  /** Items that were kept and lost lines. */
  readonly shortened: number;
  /** Why it gave way; absent where nothing did. */
  readonly reason?: CutReason;
}

/** A prompt with its input filled in. */
export interface RenderedPrompt {
  /** Name and version of the prompt. */
  readonly prompt: {
    /** Name of the prompt. */
    readonly name: string;
    /** Version of the prompt. */
    readonly version: number;
  };
  /** What to send. */
  readonly messages: readonly Message[];
  /** Estimated tokens of all messages. */
  readonly tokens: number;
  /** The limit it was rendered for. */
  readonly budgetTokens: number;
  /** What was kept and what gave way, in the order of the sections. */
  readonly sections: readonly SectionView[];
}

/** A prompt as a value: it has a name and a version, and its input has a type. */
export interface Prompt<Input> {
  /** Name in views and results. */
  readonly name: string;
  /** Goes up with every change of its text, so that results can be traced to it. */
  readonly version: number;
  /**
   * Fills in the input and makes it fit. The same input gives the same bytes. Throws `EC_LLM_PROMPT_BUDGET`
   * where even what never gives way is too long, and `EC_LLM_INVALID_OPTION` where the input is not valid.
   */
  render(input: Input, options: { readonly budgetTokens: number }): RenderedPrompt;
}
