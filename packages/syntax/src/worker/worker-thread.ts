import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { createSyntax } from '../create-syntax.ts';
import type { SyntaxVerdict } from '../types.ts';
import { packAnswer, type Question, type WorkerSettings } from './messages.ts';

const syntax = createSyntax(workerData as WorkerSettings);

function answer(question: Question): Promise<SyntaxVerdict> {
  if (question.ask === 'compare') return syntax.compare(question.path, question.before, question.after);
  return syntax[question.ask](question.path, question.text);
}

function heldBytes(): number {
  const { total_heap_size, external_memory } = getHeapStatistics();
  return total_heap_size + external_memory;
}

parentPort?.on('message', async (question: Question) => {
  const answered = packAnswer(await answer(question));
  // A parser that gave up may have left its memory in disorder; a new thread costs less than a wrong answer.
  const broken = answered.error?.code === 'EC_SYNTAX_PARSER';
  parentPort?.postMessage({ ...answered, heldBytes: broken ? Number.MAX_VALUE : heldBytes() });
});
