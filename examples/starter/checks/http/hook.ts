import { defineHook } from 'ecs-greenlight';
import { askEndpoint } from './ask-endpoint.ts';
import { endpointCheck } from './check.ts';

/** What Lambda calls. `hookDetails` overrides the defaults, which the function has in its environment. */
export const handler = defineHook({
  check: endpointCheck(askEndpoint),
  defaults: async () => JSON.parse(process.env['DEFAULTS'] ?? '{}'),
});
