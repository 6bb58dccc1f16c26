/** Prints rows of the same shape as a table with their names on top. */
export function printTable(rows: readonly object[]): void {
  const names = Object.keys(rows[0] ?? {});
  const cells = [names, ...rows.map((row) => Object.values(row).map(String))];
  const widths = names.map((_name, column) => Math.max(...cells.map((line) => (line[column] ?? '').length)));
  for (const line of cells) {
    process.stdout.write(
      `${line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}
