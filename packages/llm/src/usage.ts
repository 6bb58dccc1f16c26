export { addUsage } from './stream/usage.ts';
export type { Usage } from './stream-part.ts';
