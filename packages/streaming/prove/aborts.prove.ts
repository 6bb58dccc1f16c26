// 10,000 streams that are given up: nothing may be left running or unhandled.
import { proveAborts } from './aborts.ts';

const figures = await proveAborts(Number(process.env.STREAMS ?? 10_000));
console.log(JSON.stringify(figures));
const left = figures.timers + figures.listeners + figures.unhandled;
console.log(left === 0 ? 'nothing was left behind' : 'something was left behind');
process.exitCode = left === 0 ? 0 : 1;
