import { describe, expect, test } from 'vitest';
import { formatDeploymentProgress } from '../../../../src/deployment/progress/deployment-progress.ts';
import { knownReasons } from '../../../../src/reasons/known-reasons.ts';
import { progressKey } from '../../../../src/storage/progress-key.ts';
import { createReports } from '../../../../src/storage/reports.ts';
import { approvalSetup, approving, decideAt, neverAborted, rejecting, subject } from '../../../helpers/approval.ts';
import { htmlFaults } from '../../../helpers/html-faults.ts';

describe('the page that says what the messages of ECS mean', () => {
  test('has a card for each message, with the anchor that every link has', async () => {
    const { desk } = approvalSetup();

    const answer = await desk.request('/help', { headers: { 'accept-language': 'de' } });
    const page = await answer.text();

    expect(answer.status).toBe(200);
    expect([...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id).sort()).toEqual(
      knownReasons.map(({ id }) => id).sort(),
    );
    expect(page).toContain('<main class="page message" lang="en">');
    expect(page).toContain('<title>What ECS says · Greenlight</title>');
    expect(await htmlFaults(page)).toEqual([]);
  });
});

describe('a page of the desk', () => {
  test.each([
    ['The alarm', 'ECS rolled the deployment back: … alarm(s) in ALARM state: shop-5xx', '/help#alarms'],
    ['A hook', 'ECS says: Lifecycle hook target arn:x returned FAILED status', '/help#hook-failed'],
    ['Something else', 'ECS rolled the deployment back: a reason of next year', undefined],
  ])('links to the card of what rolled back an approved version: %s', async (_what, cause, link) => {
    expect(await linksAfter(cause, 'ROLLBACK_SUCCESSFUL')).toEqual(link ? [link] : []);
  });

  test('links to nothing if the version was rolled back because people asked for it, or was not rolled back', async () => {
    const cause = 'ana@example.com asked for the rollback at 13:50 UTC: the alarm was early';

    expect(await linksAfter(cause, 'ROLLBACK_SUCCESSFUL')).toEqual([]);
    expect(await linksAfter('the alarm shop-5xx', 'ROLLBACK_SUCCESSFUL', rejecting)).toEqual([]);
    expect(await linksAfter('the alarm shop-5xx', 'IN_PROGRESS')).toEqual([]);
  });

  test('links a check that has failed to the card, and no other', async () => {
    const { reports, link, desk, clock } = await asked();
    const report = { schemaVersion: 1, gate: undefined, stage: subject.stage, step: undefined, findings: [] } as const;
    for (const [check, verdict, more] of [
      ['smoke', 'fail', {}],
      ['alarms', 'pass', {}],
      ['load', 'fail', { waived: 'dry run' }],
      ['metrics', 'error', {}],
    ] as const) {
      const written = { ...report, check, verdict, reason: 'r', at: clock.now().toISOString(), ...more };
      await reports.write(subject, written, neverAborted);
    }

    const page = await (await desk.request(link('ana@example.com'))).text();

    expect(helpLinks(page)).toEqual(['/help#hook-failed']);
    expect(page.slice(page.indexOf('<b>smoke</b>')).indexOf('/help')).toBeLessThan(400);
  });
});

async function asked() {
  const setup = approvalSetup();
  await setup.gate({ reviewers: ['ana@example.com'] })();
  return { ...setup, reports: createReports(setup.store) };
}

async function linksAfter(
  cause: string,
  status: string,
  form: Parameters<typeof decideAt>[2] = approving,
): Promise<string[]> {
  const { desk, link, clock, store } = await asked();
  await decideAt(desk, link('ana@example.com'), form);
  const seen = [{ at: clock.now().toISOString(), status, stage: 'BAKE_TIME' }];
  await store.put(progressKey(subject), formatDeploymentProgress({ schemaVersion: 1, seen, cause }), neverAborted);
  return helpLinks(await (await desk.request(link('ana@example.com'))).text());
}

function helpLinks(page: string): string[] {
  return [...page.matchAll(/href="(\/help[^"]*)"/g)].map(([, link = '']) => link);
}
