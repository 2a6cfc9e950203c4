import { afterAll, describe, expect, test } from 'vitest';
import { signingSecret } from '../../functions/deployed.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { appToVerify, type Plants, stopSharedDesk } from './app-to-verify.ts';
import {
  answering,
  believing,
  byOrder,
  changed,
  denials,
  functionsNeed,
  noMail,
  type Row,
  rollbackOf,
  unprocessed,
  withHeaders,
  without,
  withoutAuthorizer,
} from './plants.ts';

const moto = useMoto();
afterAll(stopSharedDesk);

/** What is planted, the rows that have to find it, and what the first of them advises. */
const faults: [what: string, plants: Plants, rows: Row[], next?: string][] = [
  [
    'a hook that lets every release through',
    { functions: { SmokeHook: async () => ({ hookStatus: 'SUCCEEDED' }) } },
    [
      ['hook-smoke-release', 'failed', 'SUCCEEDED'],
      ['hook-smoke-details', 'failed', 'SUCCEEDED'],
    ],
    'aws logs tail /aws/lambda/greenlight/smoke-hook --since 10m',
  ],
  [
    'a hook that refuses everything, rollbacks too',
    { functions: { GateHook: async () => ({ hookStatus: 'FAILED', reason: 'no' }) } },
    [
      ['hook-gate-release', 'failed', 'for another reason'],
      ['hook-gate-rollback', 'failed', 'FAILED'],
      ['hook-gate-details', 'failed', 'for another reason'],
    ],
  ],
  [
    'a hook that cannot start',
    { functions: { AlarmHook: () => Promise.reject(new Error('Cannot find module')) } },
    ['release', 'rollback', 'details'].map((what): Row => [`hook-alarms-${what}`, 'failed', 'an error']),
  ],
  [
    'a hook without the permission to read its defaults',
    {
      functions: {
        ApprovalHook: async (event) =>
          JSON.stringify(event).includes('hookDetails')
            ? { hookStatus: 'IN_PROGRESS', reason: 'the defaults could not be read: AccessDeniedException' }
            : { ...JSON.parse('{"hookStatus":"FAILED","reason":"account 111122223333"}'), ...rollbackOf(event) },
      },
    },
    [['hook-approval-details', 'failed', 'IN_PROGRESS']],
  ],
  [
    'a watcher that crashes',
    { functions: { DeploymentWatcher: () => Promise.reject(new Error('S3 said AccessDenied')) } },
    [['watcher', 'failed', 'an error']],
    'aws logs tail /aws/lambda/greenlight/deployment-watcher --since 10m',
  ],
  [
    'a pause bridge and an announcer that cannot process a message',
    { functions: { PauseBridge: unprocessed, Announcer: unprocessed } },
    [
      ['pause-bridge', 'failed', 'not processed'],
      ['announcer', 'failed', 'not processed'],
    ],
  ],
  [
    'a desk whose signing key is wrong',
    { signingSecret: '{"current":"k2","k1":"a-secret-that-nobody-should-see"}' },
    [
      ['desk-forged-link', 'failed', 'status 503'],
      ['desk-unknown-link', 'failed', 'status 503'],
      ['desk-callback', 'failed', 'status 503'],
    ],
    'aws logs tail /aws/lambda/greenlight/desk --since 10m',
  ],
  [
    'a desk that cannot read the secret of its Slack app',
    { slackSecret: '{"botToken":"xoxb-9-9-secret"}' },
    [['desk-slack', 'failed', 'status 503']],
  ],
  [
    'a desk that believes what Slack did not sign, and shows a forged link',
    { desk: answering(({ rawPath = '' }) => /^\/(slack|a)\//.test(rawPath) && { statusCode: 200 }) },
    [
      ['desk-forged-link', 'failed', 'status 200'],
      ['desk-slack', 'failed', 'status 200'],
    ],
  ],
  [
    'a desk that cannot reach the provider at which people sign in',
    { parameters: { OidcIssuer: 'http://127.0.0.1:9' } },
    [['desk-sign-in', 'failed', 'status 503']],
  ],
  [
    'a desk without one of its headers, and with another that is weaker',
    { desk: withHeaders({ 'x-frame-options': '', 'content-security-policy': 'default-src *' }) },
    [['desk-headers', 'failed', '2 wrong']],
  ],
  [
    'a route of decisions without IAM authorization',
    { front: withoutAuthorizer },
    [
      ['iam-unsigned', 'failed', 'let through'],
      ['iam-forged', 'failed', 'let through'],
      ['iam-signed', 'failed', 'without identity'],
    ],
    'aws cloudformation detect-stack-drift --stack-name greenlight',
  ],
  [
    'a front that believes an access key without its signature',
    { front: believing },
    [['iam-forged', 'failed', 'let through']],
  ],
  ['a ledger without any policy', { policy: () => [] }, [...denials(() => true), functionsNeed('5 need none')]],
  [
    'a ledger whose links can be overwritten',
    { policy: without('LinksNeverChange') },
    denials((id) => id === 'ledger-link'),
    'aws cloudformation detect-stack-drift --stack-name greenlight',
  ],
  [
    'a ledger in which anybody writes the answers of gates',
    { policy: without('OnlyTheDeskWritesAnswers') },
    denials((id) => id === 'ledger-answer'),
  ],
  [
    "a ledger in which anybody deletes a gate's answer",
    { policy: changed('OnlyTheDeskWritesAnswers', { Action: ['s3:PutObject', 's3:ReplicateObject'] }) },
    denials((id) => id === 'ledger-answer'),
  ],
  [
    'a ledger in which anybody deletes a version of what was deployed by whom',
    {
      policy: changed('OnlyTheWatcherWritesDeployers', {
        Action: ['s3:PutObject', 's3:ReplicateObject', 's3:DeleteObject'],
      }),
    },
    denials((id) => id === 'ledger-deployer'),
  ],
  [
    'a ledger in which people hide pauses from the bridge, although nobody may decide by hand',
    {
      policy: changed('OnlyTheBridgeWritesItsRecords', {
        Resource: ['arn:aws:s3:::ledger/pauses/*', 'arn:aws:s3:::ledger/deliveries/*'],
      }),
    },
    denials((id) => id === 'ledger-pause'),
  ],
  [
    'a ledger in which people decide by hand, although nobody may',
    { policy: without('OnlyFunctionsWriteRequests') },
    denials((id) => id.startsWith('ledger-hand')),
  ],
  [
    'a ledger in which people answer pauses, although nobody may decide by hand',
    { policy: without('OnlyTheBridgeWritesItsRecords') },
    denials((id) => id === 'ledger-pause'),
  ],
  [
    'a ledger in which people say who has deployed, although nobody may decide by hand',
    { policy: without('OnlyTheWatcherWritesDeployers') },
    denials((id) => id === 'ledger-deployer'),
  ],
  [
    'a ledger that its functions may overwrite',
    { policy: without('FunctionsWriteRequestsConditionally') },
    [functionsNeed('5 need none')],
  ],
  [
    'a ledger that one function may overwrite',
    { policy: (statements) => JSON.parse(JSON.stringify(statements).replace('role/GateHookRole', 'role/OldRole')) },
    // The first statement that names it is about conditions.
    [functionsNeed('1 need none')],
  ],
  ['a bucket that ignores conditions', { ignoresConditions: true }, [['ledger-create', 'failed', 'written twice']]],
  [
    'a topic without a subscriber',
    { subscribers: {} },
    [['mail-subscribed', 'failed', 'nobody']],
    'greenlight reviewers add <address>',
  ],
];

/** Each fault by itself: its rows are found, and no other. */
describe('greenlight verify finds', () => {
  test('a fault with each of its rows', async () => {
    const app = await appToVerify(moto().endpoint, { parameters: { OidcIssuer: 'http://127.0.0.1:9' } });

    const { ids } = await app.proofs();

    // Those of the other hooks are the same. The faults of a mail are in unknowns.contract.test.ts.
    const found = new Set(faults.flatMap(([, , rows]) => rows.map(([id]) => id.replace(/^hook-\w+-/, 'hook-'))));
    const all = new Set(ids.map((id) => id.replace(/^hook-\w+-/, 'hook-')));
    expect([...all.difference(found)]).toEqual(['mail-sent']);
  });

  test.each(faults)('%s', async (_what, plants, rows, next) => {
    const app = await appToVerify(moto().endpoint, plants);

    const { code, notProved, left, text, of } = await app.proofs();

    expect(notProved).toEqual([...rows, noMail].toSorted(byOrder(notProved)));
    expect(code).toBe(1);
    for (const [id] of rows) expect(of(id)?.next).toMatch(/\w/);
    if (next !== undefined) expect(of(rows[0]?.[0] ?? '')?.next).toBe(next);
    expect(left).toEqual([]);
    expect(await app.stored()).toEqual([]);
    for (const secret of [signingSecret, 'that-nobody-should-see', 'xoxb-', 'a-secret-of-the-tests'])
      expect(text).not.toContain(secret);
  });
});
