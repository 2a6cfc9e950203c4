import type { FaultKind, Faults } from '../../controller/chance/faults.ts';

/** The faults that can be injected around ECS, and their effects. */
export const sandboxFaults = {
  throttled: {
    name: 'Throttled hook call',
    words: 'Lambda refuses the next hook call: too many requests. ECS cannot call the hook and rolls back.',
    faults: { throttled: [1] },
    isOnce: true,
  },
  crashed: {
    name: 'Crashed hook',
    words: 'The function behind the next hook call ends without an answer. ECS rolls back.',
    faults: { crashed: [1] },
    isOnce: true,
  },
  'unhealthy-target': {
    name: 'Unhealthy tasks',
    words: 'The next two tasks never pass their health check. After two minutes ECS starts others in their place.',
    faults: { 'unhealthy-target': [1, 2] },
    isOnce: true,
  },
  'listener-lag': {
    name: 'Slow listeners',
    words: 'A listener takes a minute longer to move, until this is switched off.',
    faults: { 'listener-lag': 1, lagSeconds: 60 },
    isOnce: false,
  },
} as const satisfies Partial<Record<FaultKind, { name: string; words: string; faults: Faults; isOnce: boolean }>>;

export type SandboxFault = keyof typeof sandboxFaults;

export const sandboxFaultKinds = Object.keys(sandboxFaults) as readonly SandboxFault[];

export function faultsOf(kinds: Iterable<SandboxFault>): Faults {
  return Object.assign({}, ...[...kinds].map((kind) => sandboxFaults[kind].faults));
}

/** Whether a fault is over once it has happened. */
export function isOverAfter(fault: FaultKind): fault is SandboxFault {
  return Object.hasOwn(sandboxFaults, fault) && sandboxFaults[fault as SandboxFault].isOnce;
}
