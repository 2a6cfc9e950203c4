#!/usr/bin/env node
import { formatError } from '../wording/values.ts';
import { reportFailure } from './command/failure.ts';
import { runProgram } from './run-program.ts';

// The reader of a pipe may leave early, as `head` does. A command that has ended keeps its exit code; one that has not ended has failed.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    setImmediate(() => process.exit(process.exitCode ?? 2));
  });
}

process.on('uncaughtException', (error) => {
  const next = 'set GREENLIGHT_DEBUG=1 to see where';
  if (process.env['GREENLIGHT_DEBUG'] === undefined) reportFailure('greenlight', { message: formatError(error), next });
  else console.error(error);
  process.exit(2);
});

await runProgram(process.argv.slice(2));
