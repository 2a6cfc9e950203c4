#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { exitCodeOfMisuse } from './report-misuse.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = exitCodeOfMisuse(error);
  } else {
    process.stderr.write(`greenlight: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
