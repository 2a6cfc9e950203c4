#!/usr/bin/env node
import { CommanderError } from 'commander';
import { formatError } from '../wording/values.ts';
import { exitCodeOfMisuse } from './command/report-misuse.ts';
import { createProgram } from './program.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = exitCodeOfMisuse(error);
  } else {
    process.stderr.write(`greenlight: ${formatError(error)}\n`);
    process.exitCode = 2;
  }
}
