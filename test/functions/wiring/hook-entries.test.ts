import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { blueArn, ecsEvent, greenArn, weightedEvent } from '../../helpers/hook.ts';
import type { RunningFunction } from '../deployed.ts';
import { useBuiltHooks } from '../listeners/built-hooks.ts';

const alarms = { alarms: ['shop-5xx'] };
/** What each hook would judge. */
const details = {
  'alarm-hook': alarms,
  'smoke-hook': { baseUrl: 'https://192.0.2.1', allowUnproved: true, requests: ['/health'], attempts: 1 },
  'approval-hook': {},
  'gate-hook': { checks: [{ alarms }] },
};
type Name = keyof typeof details;
const names = Object.keys(details) as Name[];

/** What AWS has. */
const aws = { status: 'IN_PROGRESS', parameters: {} as Record<string, string> };

describe('each hook, as it is built', () => {
  const { start, reports } = useBuiltHooks((operation, body) => {
    if (operation === undefined)
      return { type: 'application/xml', body: '<Error><Code>NoSuchKey</Code></Error>', status: 404 };
    return answered(operation, body);
  });
  const hooks = {} as Record<Name, RunningFunction>;
  beforeAll(async () => {
    const settings = { CHECK_SWITCHES: '/greenlight/disabled', HOOK_DEFAULTS_PARAMETER: '/greenlight/defaults' };
    for (const name of names) hooks[name] = await start(name, settings);
  }, 120_000);
  beforeEach(() => {
    Object.assign(aws, { status: 'IN_PROGRESS', parameters: { '/greenlight/defaults': '{}' } });
  });

  test.each(names)(
    '%s asks ECS whether it rolls back if the weights do not say so, and lets it through',
    async (name) => {
      const event = { ...weightedEvent('PRODUCTION_TRAFFIC_SHIFT', {}), hookDetails: details[name] };
      aws.status = 'ROLLBACK_IN_PROGRESS';

      expect(await hooks[name].invoke(event)).toEqual({
        hookStatus: 'SUCCEEDED',
        reason: expect.stringMatching(/roll/),
      });
    },
  );

  // Of another service, because defaults are kept for a minute.
  test.each(names)('%s does not judge without the defaults of the service', async (name) => {
    aws.parameters['/greenlight/defaults/my-cluster/other-service'] = '[]';
    const event = JSON.stringify(ecsEvent({ hookDetails: details[name] })).replaceAll('my-service', 'other-service');

    expect(await hooks[name].invoke(JSON.parse(event))).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('/greenlight/defaults/my-cluster/other-service holds'),
    });
  });

  test.each([
    ['alarm-hook', 'alarms'],
    ['smoke-hook', 'smoke'],
    ['gate-hook', 'alarms'],
  ] as const)('%s passes without its check if %s is switched off', async (name, check) => {
    aws.parameters[`/greenlight/disabled/${check}`] = 'until Monday';
    const before = reports.length;

    expect(await hooks[name].invoke(ecsEvent({ hookDetails: details[name] }))).toEqual({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringMatching(/switched off.*until Monday/),
    });
    expect(reports.slice(before)).toContainEqual(expect.objectContaining({ check, waived: 'switched off' }));
  });

  test.each(['alarm-hook', 'smoke-hook'] as const)(
    '%s has the terms of every check, and nobody to ask',
    async (name) => {
      const hookDetails = { ...details[name], dryRun: 'yes', onInconclusive: 'ask' };

      expect(await hooks[name].invoke(ecsEvent({ hookDetails }))).toEqual({
        hookStatus: 'FAILED',
        reason: expect.stringMatching(/hookDetails\.dryRun: expected true.*hookDetails\.onInconclusive: .*gate-hook/),
      });
    },
  );

  test.each([
    [
      'whom to ask about what is inconclusive',
      [{ alarms: { ...alarms, onInconclusive: 'ask' } }],
      /put an approval after this check/,
    ],
    [
      'no check next to an approval that could answer for the people',
      [{ any: [{ alarms }, { approval: {} }] }],
      /outside of "any"/,
    ],
  ])('gate-hook needs %s', async (_what, checks, reason) => {
    expect(await hooks['gate-hook'].invoke(ecsEvent({ hookDetails: { checks } }))).toEqual({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(reason),
    });
  });
});

function answered(operation: string, body: string) {
  const { Name = '' } = JSON.parse(body) as { Name?: string };
  const Value = aws.parameters[Name];
  const found: Record<string, object | undefined> = {
    DescribeServiceDeployments: {
      serviceDeployments: [
        {
          ...{ status: aws.status, sourceServiceRevisions: [{ arn: blueArn }] },
          targetServiceRevision: { arn: greenArn },
        },
      ],
      failures: [],
    },
    GetParameter:
      Value === undefined ? undefined : { Parameter: { Name, Type: 'String', Value, LastModifiedDate: 1_764_000_000 } },
  };
  const answer = found[operation];
  return {
    type: 'application/x-amz-json-1.1',
    body: JSON.stringify(answer ?? { __type: 'ParameterNotFound', message: 'no' }),
    status: answer ? 200 : 400,
  };
}
