export { createModelStream, type PartSource } from './stream/model-stream.ts';
export { PartWriter } from './stream/part-writer.ts';
