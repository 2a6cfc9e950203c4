import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { refreshScript } from '../../../../src/approval/desk/page/refresh.ts';
import { formatRequest } from '../../../../src/approval/request/request.ts';
import { formatDeploymentProgress } from '../../../../src/deployment/progress/deployment-progress.ts';
import { progressKey } from '../../../../src/storage/progress-key.ts';
import { createReports } from '../../../../src/storage/reports.ts';
import { neverAborted, newRequest, subject } from '../../../helpers/approval.ts';
import { ana, homeSetup } from './home-setup.ts';

const asAna = { mail: ana };
const shop = { ...subject, service: 'shop' };
const deployment = `/deployments/my-cluster/shop/${subject.deploymentId}`;

/** With an open request for Ana. */
async function setup() {
  const made = homeSetup();
  const key = await made.open({ service: 'shop' });
  const stateOf = async (path: string) =>
    /<main [^>]*data-state="([^"]+)"/.exec((await made.get(path, asAna)).page)?.[1];
  return { ...made, key, stateOf };
}

describe.each(['/', '/?service=shop', deployment])('the page %s', (path) => {
  test('is kept up to date once a minute, by the script that the policy allows', async () => {
    const { get } = await setup();

    const { page, headers } = await get(path, asAna);

    expect(page).toMatch(
      /<main class="page" data-state="[\w-]{16}" data-every="60" data-news="This page was updated at 14:00 UTC\.">/,
    );
    expect(page).toContain(`<script>${refreshScript}</script>`);
    expect(page).toContain('<p id="news" aria-live="polite"');
    const hash = createHash('sha256').update(refreshScript).digest('base64');
    expect(headers.get('content-security-policy')).toContain(`'sha256-${hash}'`);
  });

  test('is the same page while only the time changes', async () => {
    const { clock, stateOf } = await setup();
    const before = await stateOf(path);
    clock.step(5 * 60);

    expect(before).toBeDefined();
    expect(await stateOf(path)).toBe(before);
  });

  test('is another page after a decision, after what ECS does then, and when a request can no longer be decided', async () => {
    const { clock, store, decide, key, stateOf } = await setup();
    const states = [await stateOf(path)];
    const opened = store.contents()[key] ?? '';

    await decide(key);
    states.push(await stateOf(path));
    const seen = [{ at: '2026-11-22T14:05:00.000Z', status: 'SUCCESSFUL', stage: 'CLEAN_UP' }];
    store.edit(progressKey(shop), formatDeploymentProgress({ schemaVersion: 1, seen }));
    states.push(await stateOf(path));
    store.edit(key, opened);
    clock.step(31 * 60);
    states.push(await stateOf(path));

    expect(new Set(states).size).toBe(4);
  });
});

test.each(['/', '/open', deployment])('the page %s is another one after the first of two approvals', async (path) => {
  const { store, decide, key, stateOf } = await setup();
  const request = newRequest({ subject: shop, reviewers: [ana, 'ben@example.com', 'cho@example.com'], approvals: 2 });
  store.edit(key, formatRequest(request));
  const before = await stateOf(path);

  await decide(key, { by: 'ben@example.com' });

  expect(await stateOf(path)).not.toBe(before);
});

test.each(['/', '/open'])('the page %s is another one when its request can no longer be decided', async (path) => {
  const { clock, stateOf } = await setup();
  const before = await stateOf(path);
  clock.step(31 * 60);

  expect(await stateOf(path)).not.toBe(before);
});

test('the first page is another one when a request is opened, for the reader or for others', async () => {
  const { open, stateOf } = await setup();
  const states = [await stateOf('/')];
  await open({ service: 'mine' });
  states.push(await stateOf('/'));
  await open({ service: 'theirs', reviewers: ['ben@example.com'] });
  states.push(await stateOf('/'));

  expect(new Set(states).size).toBe(3);
});

test('the first page is another one when a request is opened that is only counted', async () => {
  const { open, stateOf } = await setup();
  for (let each = 0; each < 8; each += 1) await open({ service: `a${each}` });
  const before = await stateOf('/');
  await open({ service: 'zzz' });

  expect(await stateOf('/')).not.toBe(before);
});

test('the page of a deployment is another one after a report, and after a newer one of the same check', async () => {
  const { store, stateOf } = await setup();
  const states = [await stateOf(deployment)];
  const about = { schemaVersion: 1, gate: undefined, stage: subject.stage, step: undefined, verdict: 'pass' } as const;
  for (const at of ['2026-11-22T14:01:00.000Z', '2026-11-22T14:02:00.000Z']) {
    const report = { ...about, check: 'smoke', reason: '14 of 14', findings: [], at };
    await createReports(store).write(shop, report, neverAborted);
    states.push(await stateOf(deployment));
  }

  expect(new Set(states).size).toBe(3);
});

test('the page of a deployment whose reports cannot be read is there, and is another one as soon as they can', async () => {
  const { fault, get, stateOf } = await setup();
  fault.ofReports = true;
  const { status } = await get(deployment, asAna);
  const before = await stateOf(deployment);
  fault.ofReports = false;

  expect(status).toBe(200);
  expect(await stateOf(deployment)).not.toBe(before);
});

test('what was decided is past, and is not kept up to date', async () => {
  const { get } = await setup();
  const { page } = await get('/decided', asAna);

  expect(page).toContain('<main class="page">');
  expect(page).not.toContain('<script>');
});
