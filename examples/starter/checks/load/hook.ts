import { defineHook } from 'ecs-greenlight';
import { loadCheck } from './check.ts';
import { sendLoad } from './send-load.ts';

/** What Lambda calls. `hookDetails` overrides the defaults, which the function has in its environment. */
export const handler = defineHook({
  check: loadCheck(sendLoad),
  defaults: async () => JSON.parse(process.env['DEFAULTS'] ?? '{}'),
});
