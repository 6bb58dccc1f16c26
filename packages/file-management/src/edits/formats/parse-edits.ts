import { editErrors } from '../edit-errors.ts';
import { type EditFormat, type EditSet, editFormats } from '../edit-set.ts';
import { ApplyPatchReader } from './apply-patch.ts';
import { detectFormat } from './detect-format.ts';
import {
  defaultEditLimits,
  type EditCollector,
  type EditLimits,
  type EditParser,
  type LineReader,
  parserFrom,
} from './edit-parser.ts';
import { JsonEditReader } from './json-edits.ts';
import { SearchReplaceReader } from './search-replace.ts';
import { UnifiedDiffReader } from './unified-diff.ts';
import { WholeFileReader } from './whole-file.ts';

const readers: { readonly [Format in EditFormat]: (collector: EditCollector) => LineReader } = {
  'search-replace': (collector) => new SearchReplaceReader(collector),
  'unified-diff': (collector) => new UnifiedDiffReader(collector),
  'whole-file': (collector) => new WholeFileReader(collector, 'whole'),
  'apply-patch': (collector) => new ApplyPatchReader(collector),
  lazy: (collector) => new WholeFileReader(collector, 'lazy'),
  'str-replace': (collector) => new JsonEditReader(collector, 'str-replace'),
  insert: (collector) => new JsonEditReader(collector, 'insert'),
  'line-range': (collector) => new JsonEditReader(collector, 'line-range'),
  json: (collector) => new JsonEditReader(collector, 'json'),
  'workspace-edit': (collector) => new JsonEditReader(collector, 'workspace-edit'),
};

/**
 * Opens a parser for one format.
 * @throws EC_EDIT_UNSUPPORTED if there is no such format.
 */
export function createEditParser(format: EditFormat, limits: EditLimits = defaultEditLimits): EditParser {
  if (!editFormats.includes(format)) {
    throw editErrors.create('EC_EDIT_UNSUPPORTED', { reason: 'the name of its format is not known' });
  }
  return parserFrom(format, readers[format], limits);
}

/** Reads the edits of a whole reply; without a format the one it looks like. What cannot be read is in `problems`. */
export function parseEdits(text: string, format?: EditFormat, limits?: EditLimits): EditSet {
  const known = format ?? detectFormat(text);
  if (known === undefined) return { format: 'search-replace', edits: [], complete: true, problems: [] };
  const parser = createEditParser(known, limits);
  parser.push(text);
  return parser.end();
}
