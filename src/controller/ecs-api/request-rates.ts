import { EcsApiError } from './ecs-api-error.ts';

/**
 * What an account may ask ECS in a Region: actions that share a bucket, how many tokens it holds, and how many are added each second. CERTAIN: the table of
 * the API reference. UNKNOWN: StopServiceDeployment and ContinueServiceDeployment, which the table does not have; they count with the other changes of a service.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
 */
const buckets: readonly { actions: readonly string[]; max: number; perSecond: number }[] = [
  { actions: ['DescribeClusters', 'ListClusters'], max: 50, perSecond: 20 },
  { actions: ['RegisterTaskDefinition', 'DeregisterTaskDefinition'], max: 20, perSecond: 1 },
  { actions: ['DescribeTaskDefinition', 'ListTaskDefinitions'], max: 50, perSecond: 20 },
  { actions: ['TagResource', 'UntagResource'], max: 20, perSecond: 10 },
  { actions: ['ListTagsForResource'], max: 50, perSecond: 20 },
  { actions: ['DescribeTasks', 'ListTasks'], max: 100, perSecond: 20 },
  {
    actions: ['CreateService', 'DeleteService', 'UpdateService', 'StopServiceDeployment', 'ContinueServiceDeployment'],
    ...{ max: 50, perSecond: 5 },
  },
  { actions: ['DescribeServices', 'ListServices'], max: 100, perSecond: 20 },
  { actions: ['DescribeServiceDeployments', 'ListServiceDeployments'], max: 50, perSecond: 20 },
  { actions: ['DescribeServiceRevisions'], max: 50, perSecond: 20 },
];

/** The token buckets of one account and Region. "A set number of tokens is added back to it every second". */
export class RequestRates {
  readonly #now: () => Date;
  readonly #tokens = new Map<string, { left: number; second: number }>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** @throws {EcsApiError} ThrottlingException if no token is left for this action */
  take(action: string): void {
    const bucket = buckets.find(({ actions }) => actions.includes(action));
    if (!bucket) throw new TypeError(`${action} has no bucket`);
    const [name = ''] = bucket.actions;
    const second = Math.floor(this.#now().getTime() / 1000);
    const before = this.#tokens.get(name) ?? { left: bucket.max, second };
    const left = Math.min(bucket.max, before.left + (second - before.second) * bucket.perSecond);
    this.#tokens.set(name, { left: Math.max(0, left - 1), second });
    if (left < 1) throw new EcsApiError('ThrottlingException', 'Rate exceeded');
  }
}
