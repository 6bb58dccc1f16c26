import type { Finding } from '../finding.ts';

/** A line without its break, and where it starts in UTF-16 code units. */
export interface TextLine {
  readonly text: string;
  readonly start: number;
}

const explanations: Readonly<Record<string, string>> = {
  'conflict-marker': 'unresolved conflict or edit marker',
  'edit-marker': 'part of an edit format left in the text:',
  placeholder: 'placeholder stands where text was left out:',
  'code-fence': 'code fence left in the text:',
};

/** The finding for one marked line. */
export function markerFinding(code: string, line: TextLine): Finding {
  const shown = line.text.trim().slice(0, 60);
  return {
    start: line.start,
    end: line.start + line.text.length,
    code,
    message: `${explanations[code] ?? 'marker'} \`${shown}\``,
    confidence: 'block',
  };
}
