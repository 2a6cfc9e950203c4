import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/hook/json.ts';
import { faultsInDetails, faultsInPause } from '../../../src/service-hooks/faults/list-faults.ts';
import { judgeProofWithoutStack } from '../../../src/service-hooks/faults/unprovable-anywhere.ts';
import { readHookConfiguration } from '../../../src/service-hooks/hook-configuration.ts';
import type { HookKind } from '../../../src/service-hooks/hook-kinds.ts';

describe('the faults of a configuration', () => {
  test.each<[HookKind, JsonObject, readonly (readonly [place: string, message: RegExp])[]]>([
    ['approval', { reviewers: ['ana@example.com'] }, []],
    [
      'approval',
      { gate: '1st', reviewer: [] },
      [
        ['gate', /^expected a letter/],
        ['reviewer', /^unknown key; write "reviewers"$/],
      ],
    ],
    [
      'approval',
      { rules: [{ name: 'qa', form: ['ana@example.com'] }] },
      [
        ['rules[0].from', /^missing$/],
        ['rules[0].form', /write "from"$/],
      ],
    ],
    [
      'approval',
      { reviewers: ['ana@example.com'], requireReason: 'both', reasonPattern: '(' },
      [['reasonPattern', /missing closing \)/]],
    ],
    ['smoke', { requests: [{ path: '/', expect: { boddy: {} } }] }, [['requests[0].expect.boddy', /write "body"$/]]],
    ['smoke', { requests: ['/{{id}}'] }, [['requests[0].path', /nothing is called id/]]],
    [
      'gate',
      {
        checks: [
          { 'target-health': { healthySecond: 1 } },
          {
            any: [
              {
                metrics: {
                  conditions: [
                    { name: 'a', metrics: { e: { namespace: 'a', name: 'b', statistic: 'Sum', dimension: {} } } },
                  ],
                },
              },
              { load: { second: 60 } },
            ],
          },
          { 'change-window': { windows: [{ day: ['mon'], from: '09:00', to: '17:00' }] } },
          { 'http-gate': { url: 'https://gate.example.com/', dryrun: true } },
        ],
      },
      [
        ['checks[0].target-health.healthySecond', /write "healthySeconds"$/],
        ['checks[1].any[0].metrics.conditions[0].metrics.e.dimension', /write "dimensions"$/],
        ['checks[1].any[1].load.requestsPerSecond', /^missing$/],
        ['checks[1].any[1].load.seconds', /^missing$/],
        ['checks[1].any[1].load.second', /write "seconds"$/],
        ['checks[2].change-window.windows[0].day', /write "days"$/],
        ['checks[3].http-gate.dryrun', /write "dryRun"$/],
      ],
    ],
    ['alarms', { colour: 1 }, [['colour', /^unknown key; the keys here are alarms, /]]],
  ])('of %s in %j', async (kind, details, wanted) => {
    const found = await faultsInDetails(kind, details);

    expect(found.map(({ place }) => place).toSorted()).toEqual(wanted.map(([place]) => place).toSorted());
    for (const [place, message] of wanted) expect(found.find((one) => one.place === place)?.message).toMatch(message);
    expect((await readHookConfiguration(kind, details, {})).problem === undefined).toBe(found.length === 0);
  });

  test('count over the defaults of the stack', async () => {
    expect(
      await faultsInDetails('approval', { approvals: 2 }, { reviewers: ['a@example.com', 'b@example.com'] }),
    ).toEqual([]);
    expect((await faultsInDetails('approval', { approvals: 2 })).map(({ place }) => place)).toEqual(['approvals']);
  });

  test('of a pause include a deadline of more than 14 days, and none of a week', async () => {
    expect(await faultsInPause({ deadlineMinutes: 10_080 })).toEqual([]);
    expect((await faultsInPause({ deadlineMinutes: 20_161, gate: 'a' })).map(({ place }) => place)).toEqual([
      'deadlineMinutes',
      'gate',
    ]);
    expect(await faultsInPause({ deadlineMinute: 5 })).toEqual([
      { place: 'deadlineMinute', message: 'unknown key; write "deadlineMinutes"' },
    ]);
  });
});

describe('a gate whose stack is not known', () => {
  async function judge(details: JsonObject) {
    const read = await readHookConfiguration('approval', details, {});
    if (read.problem !== undefined) throw new Error(read.problem);
    return judgeProofWithoutStack(read.config as never);
  }

  test('can be proved on every stack if it asks for links', async () => {
    expect(await judge({ reviewers: ['ana@example.com'] })).toBeUndefined();
  });

  test.each<[string, JsonObject]>([
    ['a sign-in', { reviewers: ['ana@example.com'], assurance: 'sign-in' }],
    ['a group', { rules: [{ name: 'qa', from: ['group:qa'] }] }],
    ['the deployer', { reviewers: ['ana@example.com', 'ben@example.com'], selfApproval: 'deny' }],
  ])('may be proved, depending on the stack, if it asks for %s', async (_, details) => {
    expect(await judge(details)).toMatchObject({ depends: expect.stringContaining('this stack') });
  });

  test.each<[string, JsonObject]>([
    [
      'people of two providers',
      {
        rules: [
          {
            name: 'qa',
            assurance: 'sign-in',
            approvals: 2,
            from: ['https://a.example.com#1', 'https://b.example.com#1'],
          },
          { name: 'all', from: ['x@example.com'] },
        ],
      },
    ],
    [
      'an AWS identity of somebody who signs in',
      { assurance: 'iam', rules: [{ name: 'qa', from: ['https://a.example.com#1', 'x@example.com'], approvals: 2 }] },
    ],
  ])('can be proved on no stack if it asks for %s', async (_, details) => {
    expect(await judge(details)).toHaveProperty('problem');
  });
});
