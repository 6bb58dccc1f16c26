import type { JsonObject } from './json.ts';

/** Text of a message. */
export interface TextPart {
  /** Says that it is text. */
  readonly type: 'text';
  /** The text. */
  readonly text: string;
  /** What the model that wrote it wants to have back with it, such as the phase of an answer. */
  readonly opaque?: OpaqueBlock;
}

/** An image or a file that a user message carries. */
export interface MediaPart {
  /** Whether it is an image or any other file. */
  readonly type: 'image' | 'file';
  /** Media type, such as `image/png` or `application/pdf`. */
  readonly mediaType: string;
  /** The bytes in base64, without a `data:` prefix. */
  readonly data: string;
  /** Name shown to the model, for files. */
  readonly fileName?: string;
}

/** One piece of a user message. */
export type ContentPart = TextPart | MediaPart;

/**
 * A block that only the model that made it can read, such as a signed or encrypted thought. It is sent back
 * unchanged to that model and left out for any other.
 */
export interface OpaqueBlock {
  /** The provider that made it. */
  readonly provider: string;
  /** The model that made it. */
  readonly modelId: string;
  /** The block as it came over the wire. */
  readonly data: JsonObject;
}

/** A thought of the model, or without any text a block of its own that it wants to have back in this place. */
export interface ReasoningPart {
  /** Says that it is a thought. */
  readonly type: 'reasoning';
  /** What may be read of it; often empty. */
  readonly text: string;
  /** What proves or holds the thought, for the model that made it. */
  readonly opaque?: OpaqueBlock;
}

/** A tool that the model wants to be run. */
export interface ToolCallPart {
  /** Says that it is a tool call. */
  readonly type: 'tool-call';
  /** Pairs the call with its result. */
  readonly toolCallId: string;
  /** Name of the tool. */
  readonly toolName: string;
  /** The input exactly as the model wrote it: complete JSON. */
  readonly inputText: string;
  /** What the model that made the call wants to have back with it, such as a signature. */
  readonly opaque?: OpaqueBlock;
}

/** One piece of an assistant message. */
export type AssistantPart = TextPart | ReasoningPart | ToolCallPart;

/** What a tool gave back. */
export interface ToolResult {
  /** The call that it answers. */
  readonly toolCallId: string;
  /** Name of the tool. */
  readonly toolName: string;
  /** What the model reads. */
  readonly output: string;
  /** Whether the tool failed; default false. */
  readonly isError?: boolean;
}

/** One turn of a conversation. */
export type Message =
  | {
      /** Rules that hold for the whole conversation. */
      readonly role: 'system';
      /** The rules. */
      readonly content: string;
    }
  | {
      /** What the model is asked. */
      readonly role: 'user';
      /** A text, or text, images and files in order. */
      readonly content: string | readonly ContentPart[];
    }
  | {
      /** What the model answered. */
      readonly role: 'assistant';
      /** A text, or texts, thoughts and tool calls in order. */
      readonly content: string | readonly AssistantPart[];
    }
  | {
      /** What tools gave back. */
      readonly role: 'tool';
      /** One result for each call of the message before. */
      readonly content: readonly ToolResult[];
    };

/** A tool as the model sees it. */
export interface ToolDefinition {
  /** Letters, digits, `_` and `-`, at most 64 characters: what every provider takes. */
  readonly name: string;
  /** What it does and when to use it, for the model. */
  readonly description: string;
  /** JSON Schema of the input, an object schema. */
  readonly inputSchema: JsonObject;
}

/** Whether the model has to call a tool: as it likes, never, at least one, or this one. */
export type ToolChoice =
  | 'auto'
  | 'none'
  | 'required'
  | {
      /** Name of the tool that it has to call. */
      readonly toolName: string;
    };

/** The JSON that an answer has to be. */
export interface OutputFormat {
  /** Letters, digits, `_` and `-`, at most 64 characters: what every provider takes. */
  readonly name: string;
  /** What it stands for, for the model. */
  readonly description?: string;
  /** JSON Schema of the answer, an object schema. */
  readonly schema: JsonObject;
}
