import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { deploymentRoutes } from '../../../src/sandbox/dashboard/deployment-routes.ts';
import { formatKept, type KeptDeployment, parseKept } from '../../../src/sandbox/view/kept-deployment.ts';
import type { DeploymentView } from '../../../src/sandbox/view/service-view.ts';
import { simulateDeployment } from '../../../src/simulate/simulate-deployment.ts';
import { htmlFaults } from '../../helpers/html-faults.ts';
import { quietSandbox, waitingSandbox } from './sandbox-data.ts';

const id = 'EZe5RNVLH6PPzHXINuP28';

async function keptCanary(change: Partial<DeploymentView> = {}): Promise<KeptDeployment> {
  const { view } = waitingSandbox();
  const {
    events: _events,
    deployment: _deployment,
    seed: _seed,
    ...played
  } = await simulateDeployment({
    strategy: 'CANARY',
    faults: { crashed: [1] },
    hooks: [{ at: 'PRE_SCALE_UP', handler: () => ({ hookStatus: 'SUCCEEDED' }) }],
    deploymentConfiguration: { canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 3 } },
  });
  const deployment = { ...view.deployment, status: 'ROLLBACK_SUCCESSFUL', ...change } as DeploymentView;
  return { deployment, events: view.log, played, before: '1.41', after: '1.42' };
}

function serve(history: KeptDeployment[]) {
  const app = new Hono();
  deploymentRoutes(app as never, async () => quietSandbox({ history }));
  return async (path: string) => await app.request(path);
}

describe('the page of a deployment', () => {
  test('says how it ended, when what happened, and how to simulate it', async () => {
    const page = await (await serve([await keptCanary()])(`/deployments/${id}`)).text();

    expect(page).toContain('Production stayed on 1.41 the whole time.');
    expect(page).toContain('POST_<wbr>TEST_<wbr>TRAFFIC_<wbr>SHIFT began');
    expect(page).toContain(
      'greenlight simulate --strategy canary --bake-minutes 10 --canary-percent 10 --canary-bake-minutes 3 --fault crashed#1',
    );
    expect(page).toContain('Decisions of people, hooks and a rollback by hand are not part of it');
    expect(await htmlFaults(page)).toEqual([]);
  });

  test('has a report to share once the deployment has ended', async () => {
    const [over, running] = [await keptCanary(), await keptCanary({ status: 'IN_PROGRESS' })];
    const report = await serve([over])(`/deployments/${id}/report.html`);

    expect(report.headers.get('content-disposition')).toBe('attachment; filename="retail-ui-1.42.html"');
    expect(await report.text()).not.toContain('Seed');
    expect((await serve([running])(`/deployments/${id}/report.html`)).status).toBe(409);
  });

  test('is missing for a deployment that the sandbox does not know', async () => {
    expect((await serve([])(`/deployments/${id}`)).status).toBe(404);
  });
});

test('a kept deployment is the same after a restart, and another file is none', async () => {
  const kept = await keptCanary();

  const again = parseKept(formatKept(kept));

  expect(again && formatKept(again)).toBe(formatKept(kept));
  expect(again?.deployment.startedAt).toEqual(new Date('2026-11-22T13:40:00Z'));
  expect([parseKept('{"deployment":{}}'), parseKept('no JSON')]).toEqual([undefined, undefined]);
});
