/** An open Markdown fence. */
export interface Fence {
  readonly mark: string;
  readonly length: number;
  /** What stands behind the opening marks, such as a language. */
  readonly info: string;
}

const OPENING = /^ {0,3}(`{3,}|~{3,})\s*([^`]*)$/;

/** The fence that a line opens. */
export function openingFence(line: string): Fence | undefined {
  const match = OPENING.exec(line.trimEnd());
  const marks = match?.[1];
  return marks === undefined
    ? undefined
    : { mark: marks.charAt(0), length: marks.length, info: (match?.[2] ?? '').trim() };
}

/** Whether a line closes a fence: at least as many of its marks and nothing else. */
export function closesFence(line: string, fence: Fence): boolean {
  const marks = line.trimEnd();
  return marks.length >= fence.length && marks === fence.mark.repeat(marks.length);
}
