#!/usr/bin/env node
import { Command } from 'commander';
import { demoCommand } from './demo.ts';
import { devCommand } from './dev.ts';
import { simulateCommand } from './simulate.ts';

const program = new Command('greenlight')
  .description('Lifecycle hooks for Amazon ECS service deployments')
  .addCommand(demoCommand())
  .addCommand(devCommand())
  .addCommand(simulateCommand())
  .showHelpAfterError();

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`greenlight: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
