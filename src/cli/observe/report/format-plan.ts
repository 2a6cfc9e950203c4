import { formatDuration } from '../../../wording/durations.ts';
import { wrap } from '../../terminal/wrap.ts';
import { impossibleInAws } from '../aws/aws-bench.ts';
import { observeStackName } from '../aws/observe-stack.ts';
import type { ObservedService } from '../aws/observed-service.ts';
import { serviceStackName } from '../aws/service-stack.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { formatCount } from '../experiments/seen.ts';
import { whyImpossible } from '../run-experiment.ts';
import { firstServiceMark } from '../trial/first-service.ts';
import type { EcsTrial, Setting } from '../trial/trial.ts';

/**
 * Two more Fargate tasks of half a vCPU and 1 GB with their IPv4 addresses, rounded up, in US dollars (us-east-1, November 2026). The demo service
 * itself costs about as much again.
 */
const dollarsPerHour = 0.1;

/** The stack is created before and deleted after the experiments. */
const stackMinutes = 5;

/** What a run in an account does, takes, costs and leaves, before it starts. */
export function formatRunPlan(
  { cluster, service }: Pick<ObservedService, 'cluster' | 'service'>,
  region: string,
  experiments: readonly Experiment[],
): string {
  const possible = experiments.filter((each) => whyImpossible(each, impossibleInAws) === undefined);
  const minutes = possible.reduce((sum, each) => sum + each.minutes, stackMinutes);
  const dollars = Math.max(0.01, (minutes / 60) * dollarsPerHour).toFixed(2);
  const items = [
    `deploys ${cluster}/${service} in ${region} again and again with the image that it has, and rolls back often: only ever run this on the demo service`,
    `takes about ${formatDuration(minutes * 60)} and costs about $${dollars}, in addition to the demo service itself`,
    `creates ${formatCreated(possible, service)}`,
    'changes the deploymentConfiguration of the service, and puts it back',
    `leaves nothing, even after Ctrl-C, but what ECS keeps by itself: the history of deployments${needsSetting(possible, 'broken-image') ? ', and an inactive task definition' : ''}`,
  ];
  const lines = items.flatMap((item) =>
    wrap(item, 76).map((line, index) => (index === 0 ? `  - ${line}` : `    ${line}`)),
  );
  const each = possible.map(({ name, minutes }) => `${name} ${minutes}`).join(', ');
  const names = wrap(`With --only <name> it is less; in minutes: ${each}.`, 80);
  return `${formatCount(possible.length, 'experiment')}. This\n${[...lines, ...names].join('\n')}\n`;
}

/** Some of it only for some experiments. */
function formatCreated(experiments: readonly Experiment[], service: string): string {
  const hasNewService = trialsOf(experiments).some(({ isFirst }) => isFirst === true);
  return [
    `the stack ${observeStackName} (a function with an alias, four roles, an alarm, a rule, two logs, two target groups and two listener rules)`,
    ...(needsSetting(experiments, 'stack') ? [`a second stack, ${serviceStackName}`] : []),
    ...(hasNewService ? [`services named ${service}${firstServiceMark}…`] : []),
    ...(needsSetting(experiments, 'broken-image') ? ['one task definition'] : []),
  ].join('; ');
}

function needsSetting(experiments: readonly Experiment[], setting: Setting): boolean {
  return trialsOf(experiments).some((trial) => trial.setting === setting);
}

function trialsOf(experiments: readonly Experiment[]): readonly EcsTrial[] {
  return experiments.flatMap(({ trials }) => Object.values(trials));
}
