import type { EditRefusal } from '../seams.ts';

/** What a model is told about a refused edit: which one, why, and where it may have been meant. */
export function describeRefusal(refusal: EditRefusal): string {
  const { code, path, editIndex, reason, nearest, positions, alreadyApplied } = refusal;
  const which = editIndex < 0 ? 'The reply' : `Edit ${editIndex + 1}`;
  const where = path === '' ? '' : ` of ${path}`;
  const lines = [`${which}${where} was refused (${code})${reason === undefined ? '.' : `: ${reason}.`}`];
  if (alreadyApplied) lines.push('The file already holds the result of this edit.');
  if (positions.length > 1)
    lines.push(`The text stands at lines ${positions.join(', ')}: quote more around it.`);
  const near = nearest.map(({ line }) => line);
  if (near.length > 0)
    lines.push(`Similar text begins at ${near.length > 1 ? 'lines' : 'line'} ${near.join(', ')}.`);
  return lines.join('\n');
}
