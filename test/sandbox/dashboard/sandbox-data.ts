import type { SandboxData } from '../../../src/sandbox/view/sandbox-data.ts';
import type { DeploymentView, TurnView } from '../../../src/sandbox/view/service-view.ts';
import { emptyView } from '../../../src/sandbox/view/view-state.ts';

const revision = 'arn:aws:ecs:us-west-2:123456789012:service-revision/prod-cluster/retail-ui';
export const blueArn = `${revision}/1920498462936580504`;
export const greenArn = `${revision}/9313423515462896934`;
export const deploymentArn =
  'arn:aws:ecs:us-west-2:123456789012:service-deployment/prod-cluster/retail-ui/EZe5RNVLH6PPzHXINuP28';

/** A stage where version 1.41 serves and nothing is being deployed. */
export function quietSandbox(change: Partial<SandboxData> = {}): SandboxData {
  return {
    service: 'retail-ui',
    cluster: 'prod-cluster',
    view: { ...emptyView, tasks: { [blueArn]: { requested: 3, running: 3, pending: 0 } } },
    deployments: [],
    history: [],
    primaryRevisionArn: blueArn,
    versionOf: (arn) => (arn === greenArn ? '1.42' : '1.41'),
    weights: { production: { [blueArn]: 100 }, test: { [blueArn]: 100 } },
    nextVersion: '1.43',
    attached: ['greenlight-smoke-hook', 'greenlight-alarm-hook', 'greenlight-approval-hook'],
    choice: { strategy: 'BLUE_GREEN', pauses: false },
    alarms: [
      { name: 'retail-ui-5xx', watcher: 'hook', isRaised: false },
      { name: 'retail-ui-latency', watcher: 'ecs', isRaised: false },
    ],
    faults: [],
    isBroken: false,
    isSlow: false,
    listeners: {
      production: { url: 'http://127.0.0.1:8080', port: 8080, served: new Map([['1920498462936580504', 7]]) },
      test: { url: 'http://127.0.0.1:8081', port: 8081, served: new Map() },
    },
    doors: [
      {
        ...{ name: 'production', url: 'http://127.0.0.1:8080', port: 8080, loadBalancer: 'retail-ui' },
        rules: [{ arn: 'arn:p', priority: 'default', when: 'anything else', does: 'production', answered: 7 }],
      },
      {
        ...{ name: 'test', url: 'http://127.0.0.1:8081', port: 8081, loadBalancer: 'retail-ui' },
        rules: [{ arn: 'arn:t', priority: 'default', when: 'anything else', does: 'test', answered: 0 }],
      },
    ],
    mailbox: { mails: [], unreadable: [] },
    now: new Date('2026-11-22T13:52:00Z'),
    speed: 20,
    ...change,
  };
}

/** The same stage, where version 1.42 waits on the test listener for an approval. */
export function waitingSandbox(change: Partial<SandboxData> = {}): SandboxData {
  const at = (time: string) => new Date(`2026-11-22T${time}Z`);
  return quietSandbox({
    weights: { production: { [blueArn]: 100, [greenArn]: 0 }, test: { [blueArn]: 0, [greenArn]: 100 } },
    view: {
      ...emptyView,
      tasks: {
        [blueArn]: { requested: 3, running: 3, pending: 0 },
        [greenArn]: { requested: 3, running: 3, pending: 0 },
      },
      log: [{ sequence: 1, at: at('13:41:30'), text: 'POST_TEST_TRAFFIC_SHIFT began' }],
      deployment: {
        arn: deploymentArn,
        sourceRevisionArn: blueArn,
        targetRevisionArn: greenArn,
        strategy: 'BLUE_GREEN',
        productionSteps: [100],
        bakeMinutes: 10,
        status: 'IN_PROGRESS',
        startedAt: at('13:40:00'),
        turns: [
          {
            stage: 'SCALE_UP',
            step: 1,
            isRollback: false,
            since: at('13:40:00'),
            until: at('13:41:30'),
            outcome: 'succeeded',
          },
          { stage: 'POST_TEST_TRAFFIC_SHIFT', step: 1, isRollback: false, since: at('13:41:30') },
        ],
        hooks: [
          {
            id: 'ecs-lambda-1',
            stage: 'POST_TEST_TRAFFIC_SHIFT',
            step: 1,
            functionName: 'greenlight-approval-hook',
            isPause: false,
            isRollback: false,
            state: 'waiting',
            answered: 'IN_PROGRESS',
            reason: '1 of 2 approvals, until 14:30 UTC, then ECS rolls back; asked: ben@shop.example',
            calls: 9,
            since: at('13:41:30'),
            lastCallAt: at('13:51:00'),
            nextCallAt: at('13:53:00'),
            lastEvent: { lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' },
            lastAnswer: { hookStatus: 'IN_PROGRESS' },
          },
        ],
        shifts: [
          { at: at('13:40:00'), listener: 'production', targetPercent: 0 },
          { at: at('13:40:00'), listener: 'test', targetPercent: 0 },
          { at: at('13:41:30'), listener: 'test', targetPercent: 100 },
        ],
      },
    },
    mailbox: {
      mails: [
        {
          id: '20261122134200000-1',
          to: 'ana@shop.example',
          subject: '[ACTION] Approve retail-ui 1.42 by 14:30 UTC',
          body: 'retail-ui on prod-cluster waits for your decision before production traffic moves.\nDecide:   http://127.0.0.1:8091/r/7Q4KZ\n',
          at: '2026-11-22T13:42:00.000Z',
          attributes: {},
        },
      ],
      unreadable: [],
    },
    ...change,
  });
}

/** Waits before its third step, as approvals do. */
export function linearSandbox(): SandboxData {
  const at = (time: string) => new Date(`2026-11-22T${time}Z`);
  const turn = (step: number, stage: TurnView['stage'], since: string, until?: string): TurnView => ({
    ...{ stage, step, isRollback: false, since: at(since) },
    ...(until !== undefined && { until: at(until), outcome: 'succeeded' }),
  });
  const turns = [
    turn(1, 'PRE_PRODUCTION_TRAFFIC_SHIFT', '13:45:20', '13:45:40'),
    turn(1, 'PRODUCTION_TRAFFIC_SHIFT', '13:45:40', '13:47:40'),
    turn(2, 'PRE_PRODUCTION_TRAFFIC_SHIFT', '13:47:40', '13:48:00'),
    turn(2, 'PRODUCTION_TRAFFIC_SHIFT', '13:48:00', '13:50:00'),
    turn(3, 'PRE_PRODUCTION_TRAFFIC_SHIFT', '13:50:00'),
  ];
  return withDeployment(waitingSandbox(), {
    strategy: 'LINEAR',
    productionSteps: [25, 50, 75, 100],
    stepBakeMinutes: 2,
    turns,
  });
}

export function withDeployment(data: SandboxData, change: Partial<DeploymentView>): SandboxData {
  const { deployment } = data.view;
  if (deployment === undefined) throw new Error('no deployment to change');
  return { ...data, view: { ...data.view, deployment: { ...deployment, ...change } } };
}
