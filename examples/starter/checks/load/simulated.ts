import { defineHook } from 'ecs-greenlight';
import { loadCheck } from './check.ts';
import { fakeVersion } from './fake.ts';

/** The hook with a fake instead of the new version, for `greenlight simulate`: it gets slower, but stays fast enough. */
export const handler = defineHook({ check: loadCheck(fakeVersion({ ms: 180, slowerBy: 20 })) });
