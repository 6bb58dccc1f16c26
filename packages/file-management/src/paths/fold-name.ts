/** A name as a file system sees it that knows neither case nor composition of characters. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC');
}
