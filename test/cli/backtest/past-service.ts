import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import { metricsConfigSchema } from '../../../src/checks/metrics/config/metrics-config.ts';
import { cloudwatchMetricReader } from '../../../src/checks/metrics/reader/cloudwatch-metric-reader.ts';
import { backtestDeployment } from '../../../src/cli/backtest/backtest-service.ts';
import type { BacktestStage } from '../../../src/cli/backtest/past-deployment.ts';
import { choosePast } from '../../../src/cli/backtest/read-past.ts';
import type { DeploymentBrief, EcsDeployments } from '../../../src/cli/deployment/ecs-deployments.ts';
import type { EcsRevision } from '../../../src/deployment/ecs.ts';
import { FakeCloudWatch } from '../../checks/metrics/fakes/fake-cloudwatch.ts';

export const now = new Date('2026-11-25T12:00:00Z');

const arn = (service: string, rest: string) => `arn:aws:${service}:us-west-2:123456789012:${rest}`;
const groups = ['targetgroup/shop-a/1111111111111111', 'targetgroup/shop-b/2222222222222222'] as const;
const loadBalancer = 'app/shop/50dc6c495c0c9188';

type Values = { requests?: number; responseMs?: readonly number[]; errors?: number };

type Happened = {
  /** Of the deployment's start. */
  hoursAgo: number;
  configuration?: ServiceDeployment['deploymentConfiguration'];
  /** Green's share of the traffic in percent, minute by minute from the deployment's start; the last stays. */
  shares: readonly number[];
  green?: Values;
  blue?: Values;
  /** Minutes after the start; the traffic goes back. */
  rolledBackAfter?: number;
  /** Requests of the test listener in each minute. */
  tests?: number;
};

/** A service with a past: what ECS keeps of its deployments, and what CloudWatch keeps of its requests. */
export class PastService {
  readonly cloudwatch = new FakeCloudWatch();
  readonly deployments: ServiceDeployment[] = [];
  readonly revisions = new Map<string, EcsRevision>();
  #live: { group: 0 | 1; revisionArn: string };

  constructor() {
    this.#live = { group: 0, revisionArn: this.#addRevision(0) };
  }

  /** One more deployment, newer than those before. */
  deploy({ hoursAgo, configuration, shares, green, blue, rolledBackAfter, tests = 0 }: Happened): this {
    const createdAt = new Date(now.getTime() - hoursAgo * 3_600_000);
    const at = (minutes: number) => new Date(createdAt.getTime() + minutes * 60_000);
    const before = this.#live;
    const next = { group: (1 - before.group) as 0 | 1, revisionArn: this.#addRevision(this.deployments.length + 1) };
    const minutes = rolledBackAfter ?? shares.length + 60;
    for (let minute = -20; minute < minutes; minute += 1) {
      const share = minute < 0 ? 0 : (shares[Math.min(minute, shares.length - 1)] ?? 0);
      this.#put(before.group, at(minute), (100 - share) / 100, 0, blue);
      this.#put(next.group, at(minute), share / 100, minute < 0 ? 0 : tests, green);
    }
    this.deployments.unshift({
      serviceDeploymentArn: arn('ecs', `service-deployment/shop/web/d${this.deployments.length}`),
      status: rolledBackAfter === undefined ? 'SUCCESSFUL' : 'ROLLBACK_SUCCESSFUL',
      createdAt,
      finishedAt: at(minutes),
      deploymentConfiguration: { strategy: 'BLUE_GREEN', ...configuration },
      targetServiceRevision: { arn: next.revisionArn },
      sourceServiceRevisions: [{ arn: before.revisionArn }],
      ...(rolledBackAfter !== undefined && { rollback: { startedAt: at(rolledBackAfter) } }),
    });
    if (rolledBackAfter === undefined) this.#live = next;
    return this;
  }

  /** Every deployment, oldest first, as `outcome reason`. */
  async backtest(keys: object, ...stages: readonly BacktestStage[]) {
    const config = v.parse(metricsConfigSchema, keys);
    const all = this.#briefs();
    const readers = {
      cloudwatch: () => cloudwatchMetricReader(this.cloudwatch.client, config.source),
      prometheus: () => ({ read: () => Promise.reject(new Error('not used')) }),
    };
    const results = [];
    for (const brief of choosePast(all, now, 100).toReversed()) {
      const ports = { ecs: this.ecs, readers, now };
      results.push(await backtestDeployment({ config, stages }, brief, all, ports, new AbortController().signal));
    }
    return results;
  }

  readonly ecs: EcsDeployments = {
    list: async () => this.#briefs(),
    describe: async (wanted) => this.deployments.find(({ serviceDeploymentArn }) => serviceDeploymentArn === wanted),
    revisions: async (arns) => arns.map((each) => this.revisions.get(each)).filter((each) => each !== undefined),
  };

  #briefs(): DeploymentBrief[] {
    return this.deployments.map(
      ({ serviceDeploymentArn = '', status, createdAt, finishedAt, targetServiceRevision }) => ({
        ...{ arn: serviceDeploymentArn, status, createdAt, finishedAt },
        revisionArn: targetServiceRevision?.arn,
      }),
    );
  }

  #addRevision(number: number): string {
    const serviceRevisionArn = arn('ecs', `service-revision/shop/web/${number}`);
    const group = (name: string) => arn('elasticloadbalancing', name);
    this.revisions.set(serviceRevisionArn, {
      serviceRevisionArn,
      createdAt: new Date(now.getTime() - 40 * 86_400_000),
      loadBalancers: [
        {
          targetGroupArn: group(groups[0]),
          advancedConfiguration: {
            alternateTargetGroupArn: group(groups[1]),
            productionListenerRule: group(`listener-rule/${loadBalancer}/f2f7dc8efc522ab2/9683b2d02a6cabee`),
          },
        },
      ],
    });
    return serviceRevisionArn;
  }

  #put(
    group: 0 | 1,
    at: Date,
    share: number,
    tests: number,
    { requests = 600, responseMs = [90, 100, 110], errors = 0 }: Values = {},
  ) {
    const count = Math.round(requests * share) + tests;
    if (count === 0) return;
    const dimensions = { LoadBalancer: loadBalancer, TargetGroup: groups[group] };
    const put = (name: string, ...values: readonly number[]) =>
      this.cloudwatch.put('AWS/ApplicationELB', name, dimensions, at, ...values);
    const failed = Math.round(count * errors);
    put('RequestCount', count);
    put('HTTPCode_Target_2XX_Count', count - failed);
    if (failed > 0) put('HTTPCode_Target_5XX_Count', failed);
    put('TargetResponseTime', ...responseMs.map((value) => (value + ((at.getTime() / 60_000) % 7)) / 1000));
  }
}
