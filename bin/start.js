const { existsSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

/** In a clone it runs the sources, so that `npx greenlight` needs no build and never runs an old one; the package has only the bundle. */
const sources = join(__dirname, '../src/cli/main.ts');
const bundle = join(__dirname, '../cli/main.js');

// Node.js keeps what it has compiled in the system's temporary folder: the next start takes a quarter of the time.
enableCompileCache();
import(pathToFileURL(existsSync(sources) ? sources : bundle).href);
