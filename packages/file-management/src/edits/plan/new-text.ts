/** The lines of a text; a newline at its end ends the last line and opens none. */
export function textToLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
