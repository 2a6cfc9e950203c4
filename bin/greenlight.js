#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * The command `greenlight`. In a clone it runs the sources, so that `npx greenlight` needs no build and never runs an old one; the package has
 * only the compiled `lib`. npx puts node_modules/.bin first in PATH, and there a clone has its pinned Node.js; if another one runs this file, it
 * starts that one.
 */
const oldestMajor = 24;
const sources = new URL('../src/cli/main.ts', import.meta.url);
const pinnedNode = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= oldestMajor) {
  // Node.js keeps what it has compiled in the system's temporary folder: the next start takes a quarter of the time.
  module.enableCompileCache();
  const compiled = new URL('../lib/cli/main.js', import.meta.url);
  await import((existsSync(sources) ? sources : compiled).href);
} else if (existsSync(sources) && existsSync(pinnedNode)) {
  const child = spawn(pinnedNode, process.argv.slice(1), { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both: the child decides when it ends, and this process ends with it.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
} else {
  const next = existsSync(sources) ? 'npm ci' : `install Node.js ${oldestMajor}`;
  process.stderr.write(
    `greenlight: needs Node.js ${oldestMajor} or later; this is ${process.versions.node}\n  next: ${next}\n`,
  );
  process.exitCode = 2;
}
