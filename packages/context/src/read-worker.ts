// Turns texts into records in a thread of its own.
import { parentPort } from 'node:worker_threads';
import { FileReader } from './index/file-reader.ts';
import { packRecords } from './index/packed-records.ts';

const reader = new FileReader();

parentPort?.on('message', (files: readonly { readonly path: string; readonly text: string }[]) => {
  const packed = packRecords(files.map(({ path, text }) => reader.read(path, text)));
  parentPort?.postMessage(packed, [packed.terms.buffer, packed.data.buffer]);
});
