#!/usr/bin/env node
import { runProgram } from './run-program.ts';

// The reader of a pipe may leave early, as `head` does: then nobody reads the end.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(2);
  });
}

await runProgram(process.argv.slice(2));
