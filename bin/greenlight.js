#!/usr/bin/env node
/**
 * The command `greenlight`. Node.js 6 and later can read this file, so that it can say which one is needed. npx puts node_modules/.bin first in
 * PATH, and there a clone has its pinned Node.js; if another one runs this file, it starts that one.
 */
const fs = require('fs');
const path = require('path');

const oldestMajor = 24;
const root = path.join(__dirname, '..');
const isClone = fs.existsSync(path.join(root, 'src/cli/main.ts'));
// The npm of an older Node.js may not have linked it.
const pinnedNode = ['.bin/node', `node-${process.platform}-${process.arch}/bin/node`]
  .map((place) => path.join(root, 'node_modules', place))
  .find((place) => fs.existsSync(place));

if (parseInt(process.versions.node, 10) >= oldestMajor) {
  require('./start.js');
} else if (isClone && pinnedNode) {
  startPinned();
} else {
  const next = isClone
    ? 'npm ci installs it in this folder'
    : `install it from https://nodejs.org, or use it this once: npx -p node@${oldestMajor} greenlight <command>`;
  console.error(`greenlight: needs Node.js ${oldestMajor} or later; this is ${process.version}\n  next: ${next}`);
  process.exitCode = 2;
}

function startPinned() {
  const child = require('child_process').spawn(pinnedNode, process.argv.slice(1), { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both: the child decides when it ends, and this process ends with it.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code === null ? 128 + require('os').constants.signals[signal] : code;
  });
}
