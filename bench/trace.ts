import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** Preloaded to record what a bundle loads: writes the URL of each module as a line to file 4. */
registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith('file:')) writeSync(4, `${url}\n`);
    return nextLoad(url, context);
  },
});
