import { registerHooks } from 'node:module';

/** Preloaded by a test (`node --import`): prints on stderr, at the end, every file that the program loaded, as `loaded ["file:///…", …]`. */
const loaded = [];

registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith('file:')) loaded.push(url);
    return nextLoad(url, context);
  },
});

process.on('exit', () => process.stderr.write(`\nloaded ${JSON.stringify(loaded)}\n`));
