import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { targetOfWith } from '../../../src/cli/attach/plan-attach.ts';
import { identifyChanges, renderChanges } from '../../../src/cli/attach/render-changes.ts';
import { renderFailure } from '../../../src/cli/command/failure.ts';
import { renderOpen } from '../../../src/cli/decision/open/render-open.ts';
import { requestLines } from '../../../src/cli/decision/request-lines.ts';
import type { Snapshot } from '../../../src/cli/deployment/snapshot/snapshot.ts';
import { snapshotTree } from '../../../src/cli/deployment/snapshot/snapshot-tree.ts';
import { on } from '../../../src/cli/doctor/facts/outcome.ts';
import { reportOf } from '../../../src/cli/doctor/report/doctor-report.ts';
import { renderDoctorReport } from '../../../src/cli/doctor/report/render-doctor-report.ts';
import { explainReason } from '../../../src/cli/explain/explain-reason.ts';
import { formatExplanation } from '../../../src/cli/explain/format-explanation.ts';
import { formatSummary } from '../../../src/cli/simulate/show/simulate-summary.ts';
import { deploymentTree } from '../../../src/cli/simulate/show/simulate-tree.ts';
import { renderTree, type Tree } from '../../../src/cli/terminal/tree.ts';
import { formatEnd } from '../../../src/cli/watch/format-end.ts';
import { hooksFailed, returnedFailed } from '../../../src/controller/ecs/status-reason.ts';
import type { Report } from '../../../src/hook/report.ts';
import { mergeHooks } from '../../../src/service-hooks/merge-hooks.ts';
import { simulateDeployment } from '../../../src/simulate/simulate-deployment.ts';
import { key, newRequest, subject, vote } from '../../helpers/approval.ts';
import { approval, directory, pause, smoke } from '../attach/hooks.ts';
import { snapshotOf } from '../deployment/snapshots.ts';
import { tooWide } from '../too-wide.ts';

/*
 * Pictures of what a terminal of 80 columns shows, as text that a reviewer can read. A change of words or layout changes a file in `pictures`:
 * `vitest run test/cli/views --update` writes them.
 */
const columns = 80;
const style = { colour: false, columns };
const draw = (tree: Tree) => `${renderTree(tree, style).join('\n')}\n`;

const stage = 'POST_TEST_TRAFFIC_SHIFT';
const smokeArn = 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-SmokeHook-1A2B3C4D5E6F';
const revision = 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service';
const images = [{ container: 'ui', before: 'shop/ui:1.41', after: 'shop/ui:1.42' }];
const report: Report = {
  ...{ schemaVersion: 1, check: 'smoke', gate: undefined, stage, step: undefined, verdict: 'fail' },
  reason: 'GET /checkout found status 500 (allowed 200), 13 of 14 requests passed',
  findings: [{ name: 'GET /checkout', found: 'status 500', allowed: '200', outcome: 'failed' }],
  at: '2026-11-22T14:04:00.000Z',
};
const passed: Report = { ...report, verdict: 'pass', reason: '14 of 14, p99 212 ms (allowed 500)', findings: [] };
const reviewers = ['ana@example.com', 'ben@example.com', 'chi@example.com'];
const request = newRequest({ approvals: 2, reviewers, subject: { ...subject, images } });
const asked = { key, request: { ...request, votes: [vote()] } };
const revisions = {
  targetServiceRevision: { arn: `${revision}/9313423515462896934` },
  sourceServiceRevisions: [{ arn: `${revision}/1920498462936580504` }],
};

const waiting = snapshotOf({ lifecycleStage: stage, ...revisions }, { images, requests: [asked], reports: [passed] });
const rolledBack = snapshotOf(
  {
    ...revisions,
    ...{ status: 'ROLLBACK_SUCCESSFUL', lifecycleStage: 'CLEAN_UP', finishedAt: new Date('2026-11-22T14:09:00Z') },
    rollback: { reason: hooksFailed(stage, [returnedFailed(smokeArn)]) },
  },
  { images, reports: [report] },
);
const done = snapshotOf(
  { status: 'SUCCESSFUL', ...revisions, finishedAt: new Date('2026-11-22T14:09:00Z') },
  { images },
);

function explain(snapshot: Snapshot): string {
  const cause = explainReason({ kind: 'hook-failed', stage, hookArn: smokeArn }, snapshot, () => '/aws/lambda/smoke');
  const at = new Date('2026-11-22T14:04:00Z');
  return formatExplanation(
    {
      headline: 'my-service was rolled back after 9 min',
      ecsSays: snapshot.deployment.rollback?.reason,
      causes: [{ ...cause, log: [{ at, text: 'WARN smoke answers FAILED: GET /checkout found status 500' }] }],
      ...{ decisions: [], notes: [], configuration: [], unknown: ["ECS's own log: the cluster has no Action Logs"] },
      actionLog: { lines: [], isOff: true },
    },
    columns,
    snapshot.now,
  );
}

function diagnose(): string {
  const outcomes = [
    on('app', 'stack-not-settled', 'greenlight').fine('CREATE_COMPLETE'),
    on('hooks', 'hook-fails-open', 'lifecycleHooks[0] smoke').found(
      'lifecycleHooks[0].timeoutConfiguration.action is CONTINUE',
      'set it to "ROLLBACK" in hooks.json, then send it: aws ecs update-service --deployment-configuration file://hooks.json',
    ),
    on('traffic', 'target-group-twice', 'blue').found('loadBalancers names it twice', 'name another'),
    on('roles', 'invoke-role-trust', 'invoke').unseen('you are not allowed to call iam:GetRole', 'iam:GetRole'),
  ];
  const service = { cluster: 'prod-cluster', service: 'retail-ui' };
  const found = reportOf({ stack: 'greenlight', region: 'eu-central-1', service }, outcomes);
  return `${renderDoctorReport(found, { ...style, verbose: true, elsewhere: (command) => command }).join('\n')}\n`;
}

function showChanges(): string {
  const merged = mergeHooks(
    [pause(), approval({ hookDetails: { gate: 'release', approvals: 1, reviewers: ['ana@example.com'] } })],
    [
      approval({ hookDetails: { gate: 'release', approvals: 2, reviewers: ['ana@example.com', 'ben@example.com'] } }),
      smoke(),
    ],
    targetOfWith(directory),
  );
  return `${renderChanges(identifyChanges(merged, directory), style).join('\n')}\n`;
}

async function simulate(fails: boolean): Promise<string> {
  const handler = () =>
    fails
      ? { hookStatus: 'FAILED', reason: 'GET /checkout found status 500' }
      : { hookStatus: 'SUCCEEDED', reason: '14 of 14' };
  const played = await simulateDeployment({ strategy: 'CANARY', hooks: [{ name: 'smoke', handler, at: stage }] });
  const facts = { seconds: 1, report: undefined, record: undefined, columns };
  return `${draw(deploymentTree(played))}${formatSummary(played, facts)}\n`;
}

test.each<[string, () => string | Promise<string>]>([
  ['status-waiting', () => draw(snapshotTree(waiting))],
  ['status-rolled-back', () => draw(snapshotTree(rolledBack))],
  ['status-done', () => draw(snapshotTree(done))],
  [
    'watch-missed',
    () => formatEnd({ end: 'missed', snapshot: rolledBack }, { waitUntil: 'done', stack: 'greenlight' }),
  ],
  ['explain', () => explain(rolledBack)],
  [
    'open',
    () => `${renderOpen(asked, [asked], waiting.now, { ...style, place: { stack: 'greenlight' } }).join('\n')}\n`,
  ],
  ['approve', () => `${requestLines(asked, [passed], waiting.now, columns).join('\n')}\n`],
  ['attach', showChanges],
  ['doctor', diagnose],
  ['simulate-passed', () => simulate(false)],
  ['simulate-failed', () => simulate(true)],
  [
    'error',
    () =>
      renderFailure('greenlight status', {
        message: 'there is no service prod-cluster/nope in eu-central-1: MISSING',
        next: 'aws ecs list-services --cluster prod-cluster --region eu-central-1 shows the services',
      }),
  ],
])('a terminal of 80 columns shows %s as it did', async (name, show) => {
  const { columns: before, isTTY } = process.stderr;
  Object.assign(process.stderr, { columns, isTTY: true });
  const shown = stripVTControlCharacters(await show());
  Object.assign(process.stderr, { columns: before, isTTY });

  expect(tooWide(shown)).toEqual([]);
  await expect(shown).toMatchFileSnapshot(`./pictures/${name}.txt`);
});
