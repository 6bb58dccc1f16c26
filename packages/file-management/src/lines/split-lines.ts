const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Splits a text into lines that keep their own ending: `\n`, `\r\n` or a lone `\r`. A last line without an
 * ending stays without one, and the empty text has no lines, so joining the result gives the text back.
 */
export function splitLines(text: string): string[] {
  return text.includes('\r') ? splitAtAnyEnding(text) : splitAtLineFeeds(text);
}

/**
 * Splits a text at `\n` only, as git does: the `\r` of a `\r\n` stays in the line, and a lone `\r` does not
 * end one. Patches and merges use it, so that both agree with git.
 */
export function splitAtLineFeeds(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    lines.push(text.slice(start, end + 1));
    start = end + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

function splitAtAnyEnding(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const ends = code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) !== LINE_FEED);
    if (!ends) continue;
    lines.push(text.slice(start, at + 1));
    start = at + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}
