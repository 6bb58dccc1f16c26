/** stub */
export function estimateTokens(text: string, _language?: string): number {
  return Math.ceil(text.length / 4);
}
