/** Text of a model or a file without anything that a terminal would obey; line breaks and tabs stay. */
export function terminalSafe(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => (control === '\n' || control === '\t' ? control : '\ufffd'));
}
