import { loadCheck } from '../../checks/load/load-check.ts';
import { httpProbe } from '../../checks/smoke/probe/http-probe.ts';
import { discoverTestListeners } from '../../deployment/test-traffic/discover-test-listeners.ts';
import type { SmokeEnvironment } from '../wiring/environment/smoke-environment.ts';
import { loadReaders } from '../wiring/load-readers.ts';

/** The load with its readers of AWS. */
export function awsLoadCheck({ SMOKE_ALLOW_LOOPBACK }: SmokeEnvironment) {
  return loadCheck({
    probe: httpProbe({ allowLoopback: SMOKE_ALLOW_LOOPBACK === 'yes' }),
    discover: async (target, options, signal) => discoverTestListeners(target, await loadReaders(), signal, options),
  });
}
