import type { RuleId } from '../../../src/cli/doctor/rules/rules.ts';
import type { PauseAsking } from '../../../src/service-hooks/pause-facts.ts';
import type { ServiceHook } from '../../../src/service-hooks/service-hook.ts';
import type { Plant } from './load-balancer-plants.ts';

const stage = 'POST_SCALE_UP';
const source = '/greenlight/pauses/prod-cluster/retail-ui';
const nobody = { stage, source: undefined } as const;
const config = { reviewers: [], approvals: 1, deadlineMinutes: 60 } as never;
const somebody = { stage, source, problem: undefined, config } as const;

/** What is planted at a pause hook, and a part of what doctor must say was found. */
export const pausePlants: readonly [RuleId, found: RegExp, Plant][] = [
  [
    'pause-without-bridge',
    /retail-ui configures it, and PauseBridge is off/,
    pause({ asks: 'off', stages: [somebody] }),
  ],
  ['pause-unconfigured', /nothing configures it there/, pause({ asks: 'configured', stages: [nobody] })],
  [
    'pause-configuration-invalid',
    /retail-ui: no object/,
    pause({ asks: 'all', stages: [{ stage, source, problem: 'no object' }] }),
  ],
  [
    'deputies-unprovable',
    /retail-ui\.deputies: bo@example\.org cannot be recognized/,
    pause({ asks: 'configured', stages: [{ ...somebody, unprovenDeputies: ['bo@example.org'] }] }),
  ],
  ['pause-undecidable', /waits 1 min/, pause({ asks: 'all', stages: [nobody] }, { timeoutMinutes: 1 })],
  ['pause-too-short', /waits 9 min/, pause({ asks: 'all', stages: [nobody] }, { timeoutMinutes: 9 })],
  [
    'pause-before-deadline',
    /waits 62 min, and deadlineMinutes is 60/,
    pause({ asks: 'configured', stages: [somebody] }, { timeoutMinutes: 62 }),
  ],
];

function pause(asking: PauseAsking, more: Partial<ServiceHook> = {}): Plant {
  return (world) => {
    const hook = {
      ...{ where: 'lifecycleHooks[3]', isPause: true, stages: [stage], timeoutMinutes: 300, action: 'ROLLBACK' },
      ...{
        targetArn: undefined,
        roleArn: undefined,
        hookDetails: undefined,
        kind: undefined,
        configuration: undefined,
      },
      ...{ target: undefined, pause: asking },
      ...more,
    };
    return { ...world, service: { ...world.service, hooks: [...world.service.hooks, hook] } };
  };
}
