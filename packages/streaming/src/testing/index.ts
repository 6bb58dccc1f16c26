export { type EventLogCase, type EventLogHarness, eventLogCases, readAll } from './event-log-cases.ts';
export { sampleEnd, sampleRun, sampleStart, sampleText } from './sample-run.ts';
