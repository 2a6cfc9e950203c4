import { httpProbe } from '../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../src/checks/smoke/smoke-check.ts';
import { discoverTestListeners } from '../../../src/deployment/test-traffic/discover-test-listeners.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import type { Target } from '../../../src/hook/target.ts';
import { contextFor } from '../check-context.ts';
import type { World } from './field-case.ts';

/** Calls the smoke check once. Its test listeners are found in `world`; without one, `hookDetails` has a `baseUrl`. */
export async function runSmoke(target: Target, hookDetails: JsonObject, world?: World) {
  const check = smokeCheck({
    probe: httpProbe({ allowLoopback: true }),
    discover: async (at, options, signal) =>
      world === undefined
        ? { found: false, looked: true, reason: 'none is needed' }
        : discoverTestListeners(at, world, signal, options),
    pause: async () => {},
  });
  return check.run(target, await contextFor(check, hookDetails));
}
