import { defineHook, systemClock } from 'ecs-greenlight';
import { migrationCheck } from './check.ts';
import { fakeEcs } from './fake.ts';
import { migrationRunner } from './run-migration.ts';

/** The hook with a fake instead of ECS, for `greenlight simulate`: the migration takes four minutes. */
export const handler = defineHook({
  check: migrationCheck(migrationRunner(fakeEcs(systemClock, { minutes: 4, exitCode: 0 }))),
});
