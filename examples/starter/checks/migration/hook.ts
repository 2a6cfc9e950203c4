import { ECSClient } from '@aws-sdk/client-ecs';
import { defineHook } from 'ecs-greenlight';
import { migrationCheck } from './check.ts';
import { migrationRunner } from './run-migration.ts';

/** What Lambda calls. `hookDetails` overrides the defaults, which the function has in its environment. */
export const handler = defineHook({
  check: migrationCheck(migrationRunner(new ECSClient({}))),
  defaults: async () => JSON.parse(process.env['DEFAULTS'] ?? '{}'),
});
