import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addHookFlags } from '../../src/cli/attach/hook-flags.ts';
import { completeHook } from '../../src/cli/attach/hook-request.ts';
import { directoryOf } from '../../src/cli/attach/read-directory.ts';
import { gateChecks } from '../../src/functions/gate/gate-checks.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import { gateSchemas } from '../../src/service-hooks/details-schemas.ts';
import { judgeChange } from '../../src/service-hooks/judge-change.ts';
import { longestWait } from '../../src/service-hooks/longest-wait.ts';
import { readServiceHooks } from '../../src/service-hooks/service-hook.ts';
import { directory, hookedService, smoke } from '../cli/attach/hooks.ts';

const asks = { approval: { reviewers: ['ana@example.com'] } };
const gate = (hookDetails: JsonObject, more = {}) =>
  smoke({
    hookTargetArn: directory.arns.gate,
    hookDetails,
    timeoutConfiguration: { timeoutInMinutes: 600, action: 'ROLLBACK' },
    ...more,
  });

async function judge(hookDetails: JsonObject, { more = {}, known = directory, strategy = 'BLUE_GREEN' } = {}) {
  const hook = gate(hookDetails, more);
  const hooks = await readServiceHooks([hook], known);
  const service = hookedService({ hooks, strategy: strategy as 'BLUE_GREEN' });
  return judgeChange([{ change: 'added', after: hook }], service, { allowsFailOpen: false });
}

describe('the checks of a gate', () => {
  test('are the same for the function and for the commands', () => {
    expect(Object.keys(gateSchemas)).toEqual(Object.keys(gateChecks({} as never, {} as never)));
  });

  test.each(Object.keys(gateSchemas))('have the name %s in both, and ask people or not', async (name) => {
    const environment = { AWS_REGION: 'us-west-2', LAMBDA_TASK_ROOT: '/var/task' } as never;
    const run = await gateChecks(environment, {} as never)[name]?.();
    const known = await gateSchemas[name]?.();

    expect(known).toMatchObject({ name: run?.name });
    expect(known?.asksPeople).toBe(run?.asksPeople);
  });
});

describe('attach judges a gate', () => {
  test('without complaint if it is right', async () => {
    expect(
      await judge({ checks: [{ smoke: { requests: ['/health'] } }, { alarms: { alarms: ['a'] } }, asks] }),
    ).toEqual([]);
  });

  test.each<[string, JsonObject, object, string]>([
    [
      'a wrong key by its path',
      { checks: [{ any: [{ smoke: { paths: [] } }] }] },
      {},
      'hookDetails.checks[0].any[0].smoke.paths: unknown key',
    ],
    [
      'a path that cannot be compiled',
      { checks: [{ smoke: { requests: [{ path: '/', matches: '(' }] } }] },
      {},
      'hookDetails.checks[0].smoke.requests[0]',
    ],
    [
      'a pattern that cannot be compiled',
      { checks: [{ approval: { ...asks.approval, requireReason: 'both', reasonPattern: '(' } }] },
      {},
      'hookDetails.checks[0].approval.reasonPattern',
    ],
    [
      'an approval that opens itself',
      { checks: [{ approval: { ...asks.approval, onDeadline: 'approve', allowFailOpen: true } }] },
      {},
      'hookDetails.checks[0].approval.onDeadline is "approve"',
    ],
    [
      'a smoke test before the test listener moves',
      { checks: [{ smoke: {} }] },
      { more: { lifecycleStages: ['PRE_SCALE_UP'] } },
      'is at PRE_SCALE_UP and has no baseUrl',
    ],
    [
      'people after production has moved',
      { checks: [asks] },
      { more: { lifecycleStages: ['POST_PRODUCTION_TRAFFIC_SHIFT'] } },
      'is at POST_PRODUCTION_TRAFFIC_SHIFT',
    ],
    [
      'an approval that nobody can prove',
      { checks: [{ approval: { ...asks.approval, assurance: 'sign-in' } }] },
      { known: { ...directory, signIn: 'none' } },
      'sign',
    ],
    [
      'a credential',
      {
        checks: [{ all: [{ smoke: { requests: [{ path: '/', headers: { authorization: 'Basic Zm9vOmJhcg==' } }] } }] }],
      },
      {},
      'authorization',
    ],
    [
      'a timeout before all of its checks have waited',
      { checks: [{ smoke: {} }, asks] },
      { more: { timeoutConfiguration: { timeoutInMinutes: 240, action: 'ROLLBACK' } } },
      'smoke: waitMinutes (15) plus settleSeconds (60), then approval: deadlineMinutes (240)',
    ],
    [
      'silence that lets it through',
      { checks: [asks] },
      { more: { timeoutConfiguration: { timeoutInMinutes: 600, action: 'CONTINUE' } } },
      'is CONTINUE',
    ],
  ])('and finds %s', async (_what, hookDetails, given, found) => {
    const messages = (await judge(hookDetails, given)).map(({ message, next }) => `${message} ${next}`);

    expect(messages.join('\n')).toContain(found);
  });
});

describe('attach judges who is asked by a gate', () => {
  const http = (more = {}) => ({
    checks: [{ all: [{ 'http-gate': { url: 'https://gates.example.com/a', secret: 'ssm:/shop/key', ...more } }] }],
  });
  const stack = (hosts: string[], callbacks = false) => ({ ...directory, httpGate: { hosts, callbacks } });
  const at = 'hookDetails.checks[0].all[0].http-gate';

  test.each<[string, JsonObject, typeof directory, string]>([
    [
      'a host that is not listed',
      http(),
      stack(['ci.example.com']),
      `${at}.url: gates.example.com may not be asked: add it to the stack's parameter HttpGateHosts, which lists ci.example.com`,
    ],
    ['a stack without hosts', http(), stack([]), 'which lists none'],
    [
      'another port',
      http({ url: 'https://gates.example.com:8443' }),
      stack(['gates.example.com']),
      'gates.example.com:8443 may not be asked',
    ],
    [
      'a callback without the parameter',
      http({ callback: true }),
      stack(['gates.example.com']),
      `${at}.callback: expected false`,
    ],
  ])('and finds %s', async (_what, hookDetails, known, found) => {
    expect((await judge(hookDetails, { known })).map(({ message }) => message).join()).toContain(found);
  });

  test.each<[string, JsonObject, typeof directory]>([
    ['it is listed', http({ callback: true }), stack(['ci.example.com', 'gates.example.com'], true)],
    ['no stack was read', http({ callback: true }), directory],
    ['it is a function, for which IAM decides', { checks: [{ 'http-gate': { lambda: 'shop-gate' } }] }, stack([])],
  ])('and finds nothing if %s', async (_what, hookDetails, known) => {
    expect(await judge(hookDetails, { known })).toEqual([]);
  });
});

test('the parameters of the stack say who may be asked', async () => {
  const parameters = new Map([
    ['HttpGateHosts', 'gates.example.com,ci.example.com:8443'],
    ['HttpGateCallbacks', 'yes'],
  ]);
  const read = (given: Map<string, string>) => directoryOf({} as never, { parameters: given, all: new Map() } as never);

  expect((await read(parameters)).httpGate).toEqual({
    hosts: ['gates.example.com', 'ci.example.com:8443'],
    callbacks: true,
  });
  expect((await read(new Map())).httpGate).toEqual({ hosts: [], callbacks: false });
});

describe('the longest wait of a gate', () => {
  test.each<[JsonObject, number]>([
    [{ checks: [{ smoke: {} }, { alarms: {} }] }, 26],
    [{ checks: [{ all: [{ smoke: {} }, { alarms: {} }] }] }, 16],
    [
      { checks: [{ any: [{ alarms: { waitMinutes: 30 } }, { sequence: [{ alarms: {} }, { alarms: {} }] }] }, asks] },
      270,
    ],
    [{ checks: [{ alarms: { watchMinutes: 60 } }], ask: { deadlineMinutes: 30 } }, 90],
    [{ checks: 'nothing that can be read' }, 0],
    [{ checks: [{ all: [{ alarms: { waitMinutes: 15 } }, { sequence: [{ alarms: {} }, { alarms: {} }] }] }] }, 20],
    [{ checks: [{ metrics: { watchMinutes: 30 } }] }, 41],
    [{ checks: [{ 'change-window': {} }] }, 720],
    [{ checks: [{ 'target-health': {} }] }, 15],
    [{ checks: [{ load: { requestsPerSecond: 1, seconds: 120, waitMinutes: 5 } }] }, 9],
    [{ checks: [{ 'http-gate': {} }, { 'http-gate': { waitMinutes: 5 } }] }, 65],
    [{ checks: [{ 'change-window': { onClosed: 'fail' } }] }, 0],
  ])('of %j is %i minutes', (details, minutes) => {
    expect(longestWait('gate', details).minutes).toBe(minutes);
  });
});

describe('the flags of attach', () => {
  function read(...words: string[]) {
    const command = new Command('attach').exitOverride();
    const hooks = addHookFlags(command);
    command.parse(words, { from: 'user' });
    return hooks.map((request) => completeHook(request, directory));
  }

  test.each([
    ['a list', '[{"smoke": {}}, {"alarms": {}}]', { checks: [{ smoke: {} }, { alarms: {} }] }],
    ['hookDetails', '{"errorBudget": 3, "checks": [{"smoke": {}}]}', { errorBudget: 3, checks: [{ smoke: {} }] }],
  ])('take %s', (_what, text, hookDetails) => {
    expect(read('--checks', text, '--gate', 'release', '--alarms')).toMatchObject([
      {
        hookTargetArn: directory.arns.gate,
        hookDetails: { ...hookDetails, gate: 'release' },
        timeoutConfiguration: { timeoutInMinutes: 30 },
      },
      { hookTargetArn: directory.arns.alarms },
    ]);
  });

  test('give people the time that they have', () => {
    expect(read('--checks', JSON.stringify([{ smoke: {} }, asks]))).toMatchObject([
      { timeoutConfiguration: { timeoutInMinutes: 271 } },
    ]);
  });

  test('refuse a gate in a stack that has none', () => {
    const request = { target: { kind: 'gate' }, details: { checks: [asks] }, from: '--checks' } as const;

    expect(() => completeHook(request, { ...directory, arns: { ...directory.arns, gate: '' } })).toThrow(
      '--checks: the stack is of an earlier version and has no such function',
    );
  });
});
