#!/usr/bin/env node
import { processIo } from './io.ts';
import { watchOutput } from './output-failure.ts';
import { runCli } from './program.ts';

watchOutput();
const exitCode = await runCli(process.argv.slice(2), processIo());
// A result that could not be written has set a code of its own.
process.exitCode ||= exitCode;
