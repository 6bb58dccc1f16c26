/** What the demonstration asks for. */
export const demoInstruction =
  'Give a discount of 10 % on positions of 10 or more units: price it in lineTotal, show it in the printed ' +
  'invoice, and test it.';

/**
 * What the scripted model answers. It is a recording of nobody: the text is fixed, everything that happens to it
 * is the real pipeline. The second edit is indented less than the file, as models do; its place is found all the
 * same, and the receipt says what had to be relaxed.
 */
export const demoReply = `The price of a position is made in \`src/line-item.ts\`, printed in \`src/format.ts\` and
tested in \`test/invoice.test.ts\`.

src/line-item.ts
\`\`\`ts
<<<<<<< SEARCH
/** What a position costs, without tax. */
export function lineTotal(item: LineItem): Cents {
  return roundCents(item.quantity * item.unitPrice);
}
=======
const VOLUME_THRESHOLD = 10;
const VOLUME_DISCOUNT = 0.1;

/** Whether a position has enough units for the volume discount. */
export function isDiscounted(item: LineItem): boolean {
  return item.quantity >= VOLUME_THRESHOLD;
}

/** What a position costs after its volume discount, without tax. */
export function lineTotal(item: LineItem): Cents {
  const factor = isDiscounted(item) ? 1 - VOLUME_DISCOUNT : 1;
  return roundCents(item.quantity * item.unitPrice * factor);
}
>>>>>>> REPLACE
\`\`\`

src/format.ts
\`\`\`ts
<<<<<<< SEARCH
const label = \`\${item.quantity} x \${item.name}\`;
return row(label, formatCents(lineTotal(item)));
=======
const label = \`\${item.quantity} x \${item.name}\${isDiscounted(item) ? ' (-10 %)' : ''}\`;
return row(label, formatCents(lineTotal(item)));
>>>>>>> REPLACE
<<<<<<< SEARCH
import { type LineItem, lineTotal } from './line-item.ts';
=======
import { isDiscounted, type LineItem, lineTotal } from './line-item.ts';
>>>>>>> REPLACE
\`\`\`

test/invoice.test.ts
\`\`\`ts
<<<<<<< SEARCH
test('an invoice adds tax to the net amount', () => {
=======
test('ten units or more cost ten percent less', () => {
  assert.equal(lineTotal({ name: 'Paper', quantity: 9, unitPrice: 450 }), 4050);
  assert.equal(lineTotal({ name: 'Paper', quantity: 10, unitPrice: 450 }), 4050);
});

test('an invoice adds tax to the net amount', () => {
>>>>>>> REPLACE
\`\`\`
`;
