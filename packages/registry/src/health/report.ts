import type { Ending } from '../clock.ts';
import type { HealthReport, HealthStatus } from '../health-types.ts';

/** What a `health` function may say. */
export type Answer = HealthReport | HealthStatus | undefined;

const STATUSES: readonly unknown[] = ['healthy', 'degraded', 'unhealthy'];

/** What a check says of its component, however it ended. */
export function reportOf(how: Ending<Answer>, timeoutMs: number): HealthReport {
  if (how.kind === 'late') return unhealthy(`no answer within ${timeoutMs} ms`);
  if (how.kind === 'threw') return unhealthy(`the check threw ${kindOf(how.error)}`);
  const answer = how.value ?? 'healthy';
  const { status, reason } = typeof answer === 'object' ? answer : { status: answer };
  if (!STATUSES.includes(status)) return unhealthy('the check gave no status');
  return { status, ...(reason !== undefined && { reason: String(reason) }) };
}

function unhealthy(reason: string): HealthReport {
  return { status: 'unhealthy', reason };
}

/** What may be told of a thrown value: a code or a class name, since its message may hold secrets. */
function kindOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return `a ${typeof error}`;
  if ('code' in error && typeof error.code === 'string' && /^E[A-Z_]+$/.test(error.code)) return error.code;
  return error instanceof Error ? error.constructor.name : 'an object';
}
