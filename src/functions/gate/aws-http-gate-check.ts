import { httpGateCheck } from '../../checks/http-gate/http-gate-check.ts';
import { httpProbe } from '../../checks/smoke/probe/http-probe.ts';
import { loadOnce } from '../../hook/load-once.ts';
import { logger } from '../../runtime/logger.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import type { ObjectStore } from '../../storage/store.ts';
import type { GateEnvironment } from '../wiring/environment/gate-environment.ts';
import { signingKeySource } from '../wiring/signing-key-source.ts';
import { laterEcsReader } from './later-ecs-reader.ts';

const loadCaller = loadOnce(async () => (await import('../lazy/http-gate/aws-function-caller.ts')).awsFunctionCaller());

/** The HTTP gate with what it reads and asks. */
export function awsHttpGateCheck(environment: GateEnvironment, store: ObjectStore) {
  const { HTTP_GATE_HOSTS: hosts = '', HTTP_GATE_CALLBACKS, SMOKE_ALLOW_LOOPBACK, DESK_URL: deskUrl } = environment;
  const signingKeys = signingKeySource(environment, { clock: systemClock, logger });
  const callbacks = { store, deskUrl, signingKeys: (signal: AbortSignal) => signingKeys({ signal }) };
  return httpGateCheck({
    probe: httpProbe({ allowLoopback: SMOKE_ALLOW_LOOPBACK === 'yes' }),
    hosts: hosts.split(',').filter(Boolean),
    functions: { call: async (...asked) => (await loadCaller()).call(...asked) },
    loadSecretReader: async () => (await import('../lazy/secret-reader.ts')).secretReader,
    ecs: laterEcsReader,
    callbacks: HTTP_GATE_CALLBACKS === 'yes' ? callbacks : undefined,
  });
}
