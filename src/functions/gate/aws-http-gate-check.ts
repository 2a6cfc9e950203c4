import { httpGateCheck } from '../../checks/http-gate/http-gate-check.ts';
import { httpProbe } from '../../checks/smoke/probe/http-probe.ts';
import { loadOnce } from '../../hook/load-once.ts';
import type { GateEnvironment } from '../wiring/environment/gate-environment.ts';
import { laterEcsReader } from './later-ecs-reader.ts';

const loadCaller = loadOnce(async () => (await import('../lazy/http-gate/aws-function-caller.ts')).awsFunctionCaller());

/** The HTTP gate with what it reads and asks. */
export function awsHttpGateCheck({ HTTP_GATE_HOSTS: hosts = '', SMOKE_ALLOW_LOOPBACK }: GateEnvironment) {
  return httpGateCheck({
    probe: httpProbe({ allowLoopback: SMOKE_ALLOW_LOOPBACK === 'yes' }),
    hosts: hosts.split(',').filter(Boolean),
    functions: { call: async (...asked) => (await loadCaller()).call(...asked) },
    loadSecretReader: async () => (await import('../lazy/secret-reader.ts')).secretReader,
    ecs: laterEcsReader,
  });
}
