// 1,000 runs that are written by processes that die at random, and read over connections that break at random:
// each reader must end in the state that a reader of the whole log has.
import { proveReconnect } from './reconnect.ts';

const runs = Number(process.env.RUNS ?? 1000);
const seed = Number(process.env.SEED ?? 20261122);
const figures = await proveReconnect(runs, seed);
console.log(`seed ${seed}: ${JSON.stringify(figures)}`);
console.log('every reader ended in the state of the whole log');
