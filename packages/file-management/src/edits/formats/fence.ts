/** An open fence: Markdown's, or one of the tags that models write in its place. */
export interface Fence {
  /** The character that the fence is made of, or the name of its tag. */
  readonly mark: string;
  /** How many marks it has; 0 for a tag. */
  readonly length: number;
  /** What stands behind the opening marks, such as a language. */
  readonly info: string;
}

const OPENING = /^ {0,3}(`{3,}|~{3,})\s*([^`]*)$/;
// aider falls back to these where the file itself holds backticks.
const TAG = /^<(source|code|pre|codeblock|sourcecode)>([\w+#-]*)$/;

/** The fence that a line opens. */
export function openingFence(line: string): Fence | undefined {
  const trimmed = line.trimEnd();
  const [, marks, info] = OPENING.exec(trimmed) ?? [];
  if (marks !== undefined) return { mark: marks.charAt(0), length: marks.length, info: (info ?? '').trim() };
  const [, tag, language] = TAG.exec(trimmed) ?? [];
  return tag === undefined ? undefined : { mark: tag, length: 0, info: language ?? '' };
}

/** Whether a line closes a fence: at least as many of its marks and nothing else. */
export function closesFence(line: string, fence: Fence): boolean {
  const marks = line.trimEnd();
  if (fence.length === 0) return marks === `</${fence.mark}>`;
  return marks.length >= fence.length && marks === fence.mark.repeat(marks.length);
}
