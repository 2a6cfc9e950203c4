import { html } from 'hono/html';
import { describe, expect, test } from 'vitest';
import { formatDeploymentProgress } from '../../../src/deployment/progress/deployment-progress.ts';
import { progressKey } from '../../../src/storage/progress-key.ts';
import { createReports } from '../../../src/storage/reports.ts';
import {
  approvalSetup,
  approving,
  decideAt,
  facts,
  key,
  neverAborted,
  rejecting,
  type Setup,
  subject,
  wordsOn,
} from '../../helpers/approval.ts';
import { ecsEvent } from '../../helpers/hook.ts';
import { htmlFaults } from '../../helpers/html-faults.ts';

const reviewers = ['ana@example.com', 'ben@example.com', 'cho@example.com'];

/** Every state that a request can be in, and how it gets there. */
const states: [string, (setup: Setup) => Promise<unknown>][] = [
  ['open', async () => {}],
  ['half approved', (setup) => decideAt(setup.desk, setup.link('ana@example.com'))],
  [
    'approved',
    async (setup) => {
      await decideAt(setup.desk, setup.link('ana@example.com'));
      await decideAt(setup.desk, setup.link('ben@example.com'));
    },
  ],
  ['rejected', (setup) => decideAt(setup.desk, setup.link('ana@example.com'), rejecting)],
  ['past its deadline', async (setup) => setup.clock.step(5 * 3600)],
  [
    'expired',
    async (setup) => {
      setup.clock.step(5 * 3600);
      await setup.gate({ reviewers, approvals: 2 })();
    },
  ],
  [
    'approved by hand and not yet seen',
    async ({ store }) => store.edit(key, (store.contents()[key] ?? '').replace('"PENDING"', '"APPROVED"')),
  ],
  ['damaged', async ({ store }) => store.edit(key, 'APPROVED')],
  ['gone', async ({ store }) => store.remove(key, neverAborted)],
];

describe.each(states)('a link to a request that is %s', (_state, reach) => {
  test.each(['GET', 'HEAD'])('changes nothing, no matter how often a scanner sends %s', async (method) => {
    const setup = await askedSetup();
    await reach(setup);
    const before = { contents: setup.store.contents(), versions: setup.store.versions(key).length };

    const statuses = new Set<number>();
    for (let time = 0; time < 50; time += 1) {
      statuses.add((await setup.desk.request(setup.link('ana@example.com'), { method })).status);
    }

    expect(statuses.size).toBe(1);
    expect(setup.store.contents()).toEqual(before.contents);
    expect(setup.store.versions(key)).toHaveLength(before.versions);
    expect(setup.store.operations.slice(-50).every((done) => /^(read|list) /.test(done))).toBe(true);
    expect(setup.notifier.sent).toHaveLength(3);
  });

  test('shows a valid page', async () => {
    const setup = await askedSetup();
    await reach(setup);

    const page = await (await setup.desk.request(setup.link('ana@example.com'))).text();

    expect(await htmlFaults(page)).toEqual([]);
  });
});

describe('the page of a request', () => {
  test('shows what is requested, what was checked, what changes, and the deadline', async () => {
    const setup = await askedSetup();
    await writeReports(setup);
    setup.clock.step(22 * 60);

    const answer = await setup.desk.request(setup.link('ana@example.com'));

    const words = wordsOn(await answer.text());
    expect(answer.status).toBe(200);
    expect(words).toContain(
      'Approve my-service 1.41 → 1.42 ? my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake Open the new version ↗ (opens a new tab) What was checked',
    );
    expect(words).toContain('What changes image ui shop/ui:1.41 shop/ui:1.42');
    expect(words).toContain(
      'Waits at POST_TEST_TRAFFIC_SHIFT Revision 9313423515462893900 , replaces 1920498462936580504',
    );
    expect(words).toContain('passed smoke 14 of 14, p99 212 ms (allowed 500)');
    expect(words).toContain('GET /1: status 200, allowed status 200');
    expect(words).toContain('could not check alarms CloudWatch did not answer');
    expect(words).toContain(
      'Nobody yet. Reviewers: ana@example.com, ben@example.com, cho@example.com. 2 approvals from different reviewers are needed; a single rejection rolls back.',
    );
    expect(words).toContain(
      'Your decision 3 h 38 min left until 18:00 UTC, then ECS rolls back Approvals, 0 of 2 ana@example.com, ben@example.com, cho@example.com Release this version',
    );
    expect(words).toContain('I looked at 1.42 on the test listener');
  });

  test('links to the test address', async () => {
    const setup = await askedSetup();

    const page = await (await setup.desk.request(setup.link('ana@example.com'))).text();

    expect(page).toContain('href="http://test.shop.example:8080/" rel="noreferrer" target="_blank"');
  });

  test.each([
    [{ strategy: 'ROLLING' }, 'The new version cannot be tried beforehand: a rolling deployment has no test listener.'],
    [{ strategy: 'BLUE_GREEN' }, 'The new version cannot be tried yet: at PRE_SCALE_UP no request reaches it.'],
  ])('offers no address if the new version cannot be reached: %j', async (strategy, words) => {
    const { testUrl: _none, ...untried } = facts;
    const setup = approvalSetup({ describe: async () => ({ ...untried, ...strategy }) });
    await setup.gate({ reviewers }, ecsEvent({ lifecycleStage: 'PRE_SCALE_UP' }))();
    const link = new URL(/^Decide: +(\S+)$/m.exec(setup.notifier.sent[0]?.body ?? '')?.[1] ?? '');

    const page = wordsOn(await (await setup.desk.request(link.pathname)).text());

    expect(page).toContain(words);
    expect(page).toContain('I looked at what 1.42 changes');
    expect(page).not.toContain('Open the new version');
    expect(page).not.toContain('test listener Needed');
  });

  test.each<[string, Pick<typeof facts, 'testUrl' | 'trial'>, string[], string[]]>([
    [
      'L5 gives a command without the secret, and no address, if a header is needed',
      {
        trial: {
          because: 'it is reached only with the header x-canary-test, which a browser does not send',
          command: "curl -H 'x-canary-test: <value of the rule>' https://shop.example.com/",
          internal: true,
        },
      },
      [
        'No address in a browser is certain to show the new version: it is reached only with the header x-canary-test, which a browser does not send. This command reaches it:',
        "curl -H 'x-canary-test: <value of the rule>' https://shop.example.com/",
        'Its load balancer is internal, so it is reachable only inside its VPC.',
        'I looked at 1.42 on the test listener',
      ],
      ['Open the new version'],
    ],
    [
      'L6 says why there is none if the test rule points at blue',
      { trial: { because: 'the default rule forwards to target group shop-blue' } },
      ['No address of the new version is offered: the default rule forwards to target group shop-blue.'],
      ['Open the new version', 'on the test listener'],
    ],
    [
      'L9 links the address at another load balancer, and none of what only looks like one',
      {
        testUrl: 'http://shop.example.com:8080/',
        trial: {
          source: 'listener',
          remarks: [
            'at http://partners.example.com:81/?a=1&b=2 another load balancer of the service shows it too',
            'requests with path /at http://evil.example/ are answered by rule 10',
          ],
        },
      },
      [
        'At http://partners.example.com:81/?a=1&b=2 (opens a new tab) another load balancer of the service shows it too.',
        'Requests with path /at http://evil.example/ are answered by rule 10.',
      ],
      ['Http:'],
    ],
    [
      'shows a configured address as configured',
      { testUrl: 'https://preview.example/', trial: { source: 'configuration' } },
      ['Open the new version', "Set in the hook's configuration.", 'I looked at 1.42'],
      ['on the test listener'],
    ],
  ])('%s', async (_title, ways, shown, hidden) => {
    const { testUrl: _none, trial: _neither, ...rest } = facts;
    const setup = approvalSetup({ describe: async () => ({ ...rest, ...ways }) });
    await setup.gate({ reviewers })();

    const page = await (await setup.desk.request(setup.link('ana@example.com'))).text();

    for (const words of shown) expect(wordsOn(page)).toContain(String(html`${words}`));
    for (const words of hidden) expect(wordsOn(page)).not.toContain(words);
    const other = ways.trial?.remarks?.map((remark) => /^at (\S+)/.exec(remark)?.[1]).find((url) => url !== undefined);
    expect([...page.matchAll(/href="(http[^"]*)"/g)].map(([, href]) => href?.replaceAll('&amp;', '&'))).toEqual(
      [ways.testUrl, other].filter((url) => url !== undefined),
    );
    expect(await htmlFaults(page)).toEqual([]);
  });

  test('stays within 20 KB for a large release', async () => {
    const setup = await askedSetup({ title: 'The new cart', notes: 'Look at the cart. '.repeat(40) });
    await writeReports(setup);
    await decideAt(setup.desk, setup.link('ana@example.com'), {
      choice: 'approve',
      looked: 'yes',
      reason: 'Looks fine. '.repeat(20),
    });

    const page = await (await setup.desk.request(setup.link('ben@example.com'))).text();

    expect(Buffer.byteLength(page)).toBeLessThan(20 * 1024);
    expect(await htmlFaults(page)).toEqual([]);
  });

  test.each<[string, string, boolean, (setup: Setup) => Promise<unknown>]>([
    ['open', 'Decided by hand', false, async () => {}],
    [
      'rejected by somebody else',
      'Decided by hand',
      false,
      (setup) => decideAt(setup.desk, setup.link('ben@example.com'), rejecting),
    ],
    [
      'approved by hand',
      'Decided by hand Its status was set to APPROVED in the bucket; Greenlight records that as the decision the next time it checks, unless HandDecisions is no.',
      true,
      async ({ store }) => store.edit(key, (store.contents()[key] ?? '').replace('"PENDING"', '"APPROVED"')),
    ],
    ['open', 'Too late to decide', false, async () => {}],
    [
      'past its deadline',
      'Too late to decide The deadline passed at 18:00 UTC and nobody had decided. ECS gets that answer within 2 minutes.',
      true,
      async (setup) => setup.clock.step(5 * 3600),
    ],
  ])('of a request that is %s says "%s": %s', async (_state, words, isSaid, reach) => {
    const setup = await askedSetup();
    await reach(setup);

    const page = wordsOn(await (await setup.desk.request(setup.link('ana@example.com'))).text());

    expect(page.includes(words)).toBe(isSaid);
  });

  test('shows who has approved already, and that they can still reject', async () => {
    const setup = await askedSetup();
    await decideAt(setup.desk, setup.link('ana@example.com'));

    const own = wordsOn(await (await setup.desk.request(setup.link('ana@example.com'))).text());
    const others = wordsOn(await (await setup.desk.request(setup.link('ben@example.com'))).text());

    expect(own).toContain(
      'Your approval is recorded Recorded at 14:00 UTC as ana@example.com: 1 of 2 approvals. ECS keeps waiting until 18:00 UTC, and until then you can still reject.',
    );
    expect(others).not.toContain('Your approval is recorded');
    expect(others).toContain('approved ana@example.com, 14:00 UTC');
  });

  test('has no form once the request is decided, and shows the decision', async () => {
    const setup = await askedSetup();
    await decideAt(setup.desk, setup.link('ben@example.com'), rejecting);

    const page = await (await setup.desk.request(setup.link('ana@example.com'))).text();

    expect(page).not.toContain('<form');
    expect(wordsOn(page)).toContain('Rejected: my-service 1.41 → 1.42');
    expect(wordsOn(page)).toContain(
      'ben@example.com rejected 1.42: the cart is empty Decided at 14:00 UTC. So ECS rolls back.',
    );
  });

  test('has no form once the deadline has passed, even before the hook has noticed', async () => {
    const setup = await askedSetup();
    setup.clock.step(4 * 3600);

    const page = await (await setup.desk.request(setup.link('ana@example.com'))).text();

    expect(page).not.toContain('<form');
    expect(wordsOn(page)).toContain('Too late: my-service 1.41 → 1.42');
    expect(wordsOn(page)).toContain('The deadline passed at 18:00 UTC and nobody had decided.');
  });

  test('M5 stays small no matter how much was reported, and shows first what did not pass', async () => {
    const setup = approvalSetup();
    await setup.gate()();
    const finding = { name: 'x', outcome: 'passed', found: '😀'.repeat(1000) };
    const body = { schemaVersion: 1, verdict: 'pass', findings: Array(50).fill(finding), check: '', stage: '', at: '' };
    const folder = `${key.replace('approvals/', 'reports/').replace(/[^/]+$/, '')}POST_TEST_TRAFFIC_SHIFT`;
    for (let number = 0; number < 300; number += 1) {
      setup.store.edit(`${folder}.g${number}.smoke.json`, JSON.stringify({ ...body, reason: '14 of 14' }));
    }
    setup.store.edit(`${folder}.z.alarms.json`, JSON.stringify({ ...body, verdict: 'fail', reason: '1 in ALARM' }));

    const page = await (await setup.desk.request(setup.link())).text();

    expect(page.indexOf('1 in ALARM')).toBeGreaterThan(0);
    expect(page.indexOf('1 in ALARM')).toBeLessThan(page.indexOf('14 of 14'));
    expect(page).toContain('201 more reports are in the bucket.');
    expect(Buffer.byteLength(page)).toBeLessThan(5_000_000);
  });

  test('says what ECS has done since the decision, and nothing of before', async () => {
    const setup = await askedSetup({ approvals: 1 });
    const link = setup.link('ana@example.com');
    const seen = (seconds: number, percent: number) => ({
      at: new Date(setup.clock.now().getTime() + seconds * 1000).toISOString(),
      ...{ status: 'IN_PROGRESS', stage: 'PRODUCTION_TRAFFIC_SHIFT', percent },
    });
    const progress = { schemaVersion: 1 as const, seen: [seen(-60, 25), seen(60, 100)] };
    await setup.store.put(progressKey(subject), formatDeploymentProgress(progress), neverAborted);
    const open = wordsOn(await (await setup.desk.request(link)).text());

    await decideAt(setup.desk, link, approving);
    const decided = wordsOn(await (await setup.desk.request(link)).text());

    expect(open).not.toContain('100 % seen at');
    expect(decided).toContain('100 % seen at');
    expect(decided).not.toContain('25 % seen at');
  });

  test.each([
    ['IN_PROGRESS', 'PRODUCTION_TRAFFIC_SHIFT', ['next', 'next']],
    ['IN_PROGRESS', 'BAKE_TIME', ['done', 'now']],
    ['SUCCESSFUL', 'CLEAN_UP', ['done', 'done']],
    ['ROLLBACK_SUCCESSFUL', 'BAKE_TIME', ['next', 'next']],
  ])('shows how far an approved deployment has come that is %s at %s', async (status, stage, phases) => {
    const setup = await askedSetup({ approvals: 1 });
    const link = setup.link('ana@example.com');
    await decideAt(setup.desk, link, approving);
    const progress = { schemaVersion: 1 as const, seen: [{ at: setup.clock.now().toISOString(), status, stage }] };
    await setup.store.put(progressKey(subject), formatDeploymentProgress(progress), neverAborted);

    const page = await (await setup.desk.request(link)).text();

    expect(['Shift', 'Bake'].map((name) => new RegExp(`<li class="(\\w+)"[^>]*>${name}</li>`).exec(page)?.[1])).toEqual(
      phases,
    );
  });

  test('is shown without the reports if they cannot be read', async () => {
    const setup = await askedSetup();
    setup.store.list = async () => {
      throw new Error('S3 is slow');
    };

    const answer = await setup.desk.request(setup.link('ana@example.com'));

    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('The reports cannot be read at the moment.');
  });
});

async function askedSetup(hookDetails = {}): Promise<Setup> {
  const setup = approvalSetup();
  await setup.gate({ reviewers, approvals: 2, ...hookDetails })();
  return setup;
}

async function writeReports({ store, clock }: Setup): Promise<void> {
  const reports = createReports(store);
  const report = { schemaVersion: 1, gate: undefined, stage: 'POST_TEST_TRAFFIC_SHIFT', step: undefined } as const;
  const at = clock.now().toISOString();
  const findings = Array.from({ length: 14 }, (_, number) => ({
    name: `GET /${number}`,
    outcome: 'passed' as const,
    found: 'status 200',
    allowed: 'status 200',
  }));
  const passed = { verdict: 'pass', reason: '14 of 14, p99 212 ms (allowed 500)', findings } as const;
  await reports.write(subject, { ...report, ...passed, check: 'smoke', at }, neverAborted);
  const unknown = { verdict: 'error', reason: 'CloudWatch did not answer', findings: [] } as const;
  await reports.write(subject, { ...report, ...unknown, check: 'alarms', at }, neverAborted);
}
