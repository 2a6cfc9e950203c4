import { describe, expect, test } from 'vitest';
import { revisionDiffCheck } from '../../../src/checks/revision-diff/revision-diff-check.ts';
import type { EcsDeployment } from '../../../src/deployment/ecs.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { FakeEcs } from '../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { blueArn } from '../../helpers/hook.ts';
import { contextFor, whatIsWrongWith } from '../check-context.ts';

/** An event without weights: those name another revision. */
const target = {
  ...targetOfEvent('PRE_SCALE_UP.doc'),
  testTrafficWeights: {},
  productionTrafficWeights: {},
};

class Comparison {
  readonly ecs = new FakeEcs();
  readonly definitions = new Map<string, object>();
  target: Omit<typeof target, 'deploymentArn'> & { deploymentArn: string | undefined } = {
    ...target,
    deploymentArn: target.deploymentArn,
  };

  constructor(
    before: object,
    after: object,
    deployment: EcsDeployment = { sourceServiceRevisions: [{ arn: blueArn }] },
  ) {
    this.ecs.revisions.set(blueArn, { serviceRevisionArn: blueArn, taskDefinition: 'shop:1' });
    this.ecs.revisions.set(target.revisionArn, { serviceRevisionArn: target.revisionArn, taskDefinition: 'shop:2' });
    this.definitions.set('shop:1', before).set('shop:2', after);
    this.ecs.deployments.set(target.deploymentArn ?? '', deployment);
  }

  get check() {
    return revisionDiffCheck({
      describeServiceDeployment: (arn) => this.ecs.describeServiceDeployment(arn),
      describeServiceRevisions: (arns) => this.ecs.describeServiceRevisions(arns),
      describeTaskDefinition: async (arn) => this.definitions.get(arn),
    });
  }

  async run(hookDetails: JsonObject = {}) {
    const { check } = this;
    return check.run(this.target, await contextFor(check, hookDetails));
  }
}

const variables = (count: number) => ({
  containerDefinitions: [
    { name: 'ui', environment: Array.from({ length: count }, (_, index) => ({ name: `V${index}`, value: 'x' })) },
  ],
});

describe('what people read about the differences', () => {
  test.each([
    [{ mayChange: [] }, 'failed', 'more has changed than nothing: cpu 256 → 512'],
    [{ mayChange: ['image', 'ports'] }, 'failed', 'more has changed than image, ports: cpu 256 → 512'],
    [{ mayChange: [], onOther: 'ask' }, 'unknown', 'more has changed than nothing: cpu 256 → 512'],
  ])('with %j', async (hookDetails, outcome, reason) => {
    const verdict = await new Comparison({ cpu: '256' }, { cpu: '512' }).run(hookDetails);

    expect(verdict).toEqual({
      ...{ kind: 'fail', reason, findings: [{ name: 'cpu', outcome, found: '256 → 512', allowed: 'as before' }] },
      ...('onOther' in hookDetails && { inconclusive: true }),
    });
  });

  test.each([
    ['a value that is gone', { cpu: '256' }, {}, 'cpu 256 → none'],
    ['a value that is new', {}, { cpu: '256' }, 'cpu none → 256'],
  ])('shows %s', async (_what, before, after, shown) => {
    expect((await new Comparison(before, after).run()).reason).toBe(`more has changed than image: ${shown}`);
  });

  test('names four of them, and shows fifty', async () => {
    const four = ['V0', 'V1', 'V2', 'V3'].map((name) => `container ui: variable ${name} added`).join('; ');

    expect((await new Comparison(variables(0), variables(4)).run()).reason).toBe(
      `more has changed than image: ${four}`,
    );
    const many = await new Comparison(variables(0), variables(51)).run();
    expect(many.reason).toBe(`more has changed than image: ${four}; and 47 more`);
    expect(many.findings).toHaveLength(50);
  });
});

describe('what cannot be compared is an error', () => {
  const id = (arn: string) => arn.split('/').at(-1);

  test.each<[string, (comparison: Comparison) => unknown]>([
    ['the event names no service deployment', (one) => Object.assign(one.target, { deploymentArn: undefined })],
    ['ECS does not say which revision ran before', (one) => one.ecs.deployments.clear()],
    [
      'ECS does not say which revision ran before',
      (one) => one.ecs.deployments.set(target.deploymentArn ?? '', { sourceServiceRevisions: [{ arn: blueArn }, {}] }),
    ],
    ['ECS does not say which revision ran before', (one) => one.ecs.deployments.set(target.deploymentArn ?? '', {})],
    [`ECS names no task definition for revision ${id(blueArn)}`, (one) => one.ecs.revisions.delete(blueArn)],
    [
      `ECS names no task definition for revision ${id(target.revisionArn)}`,
      (one) => one.ecs.revisions.set(target.revisionArn, { serviceRevisionArn: target.revisionArn }),
    ],
    ['ECS knows no task definition shop:1', (one) => one.definitions.delete('shop:1')],
  ])('because %s', async (because, prepare) => {
    const comparison = new Comparison({ cpu: '256' }, { cpu: '256' });
    prepare(comparison);

    expect(await comparison.run()).toMatchObject({
      kind: 'error',
      reason: `the revisions could not be compared: ${because}`,
    });
  });
});

describe('the configuration of revision-diff', () => {
  const { check } = new Comparison({}, {});

  test('asks people only if it says so', async () => {
    expect((await contextFor(check, {})).config).toEqual({
      mayChange: ['image'],
      onOther: 'fail',
      firstDeployment: 'check',
    });
    expect((await contextFor(check, { onOther: 'ask' })).config).toMatchObject({ onInconclusive: 'ask' });
    expect(check.name).toBe('revision-diff');
  });

  test.each([
    [{ onOther: 'wait' }, 'hookDetails.onOther: expected "fail" or "ask", not "wait"'],
    [{ firstDeployment: 'ask' }, 'hookDetails.firstDeployment: expected "check" or "pass", not "ask"'],
  ])('refuses %j', async (hookDetails, reason) => {
    expect(await whatIsWrongWith(check, hookDetails)).toBe(reason);
  });
});
