import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { renderReport } from '../../../src/simulate/report/render-report.ts';
import { simulateDeployment } from '../../../src/simulate/simulate-deployment.ts';
import { wordsOn } from '../../helpers/approval.ts';
import { htmlFaults } from '../../helpers/html-faults.ts';
import { plays } from './plays.ts';

describe.each(Object.entries(plays))('the report of %s', (_what, play) => {
  test('is valid HTML', async () => {
    expect(await htmlFaults(await renderReport(await play()))).toEqual([]);
  });

  test('loads and runs nothing, and allows itself only its own styles', async () => {
    const page = await renderReport(await play());
    const style = page.slice(page.indexOf('<style>') + '<style>'.length, page.indexOf('</style>'));
    const hash = createHash('sha256').update(style).digest('base64');

    expect(page.replaceAll('&#39;', "'")).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).not.toMatch(/<script|<link|<img|<iframe| style=| on[a-z]+=|url\((?!#)|@import/);
  });
});

describe('renderReport', () => {
  test('says how the deployment ended, and why', async () => {
    const page = await renderReport(await play('a linear deployment that rolls back'));

    expect(page).toContain('<h1>my-service rolled back</h1>');
    expect(page).toContain('Rolled back · linear · ');
    expect(page).toContain('<p class="details reason">alarms failed at PRODUCTION_TRAFFIC_SHIFT: ');
    expect(page).toContain('ROLLBACK_SUCCESSFUL: Service deployment rolled back');
    expect(page).toContain('Service deployment rolled back because PRODUCTION_TRAFFIC_SHIFT lifecycle hook(s) failed.');
  });

  test('shows the messages of hooks as plain text', async () => {
    const page = await renderReport(await play('a linear deployment that rolls back'));

    expect(page).toContain('1 &lt;b&gt;of&lt;/b&gt; 40');
    expect(page).toContain('fetch failed &lt;/pre&gt;&lt;script&gt;');
  });

  test('L10 shows no header value of hookDetails', async () => {
    const hookDetails = { requests: [{ path: '/', headers: { 'x-origin-verify': 'hunter2' } }] };
    const handler = () => ({ hookStatus: 'SUCCEEDED', hookDetails });
    const page = await renderReport(
      await simulateDeployment({
        strategy: 'BLUE_GREEN',
        hooks: [{ name: 'smoke', at: 'POST_TEST_TRAFFIC_SHIFT', hookDetails, handler }],
      }),
    );

    expect(page).toContain('x-origin-verify');
    expect(page).not.toContain('hunter2');
  });

  test('skips the middle of many calls, and says so', async () => {
    const page = await renderReport(await play('a linear deployment that rolls back'));

    expect(page).toContain('15 more calls are left out here; the output of -o json has all of them.');
    expect(page).toMatch(/Call 20 at .*Call 36 at/s);
    expect(page).not.toContain('Call 21 at');
  });

  test('draws where production traffic went, step by step', async () => {
    const { weights } = await play('a linear deployment that rolls back');
    const steps = weights.filter(({ listener }) => listener === 'production').map(({ green }) => green);
    const page = await renderReport(await play('a linear deployment that rolls back'));
    const band = page.slice(page.indexOf('<strong>production</strong>'), page.indexOf('<strong>test</strong>'));

    expect(steps).toEqual([0, 10, 20, 30, 40, 50, 60, 0]);
    // Of the source revision, on top.
    expect([...band.matchAll(/class="source"[^>]* height="(\d+)%"/g)].map(([, height]) => Number(height))).toEqual([
      100, 90, 80, 70, 60, 50, 40, 100,
    ]);
  });

  test('speaks and looks as the sandbox does: five phases, words for strategy and status, and waits drawn shorter', async () => {
    const page = await renderReport(await play('a linear deployment that rolls back'));

    expect(
      [...page.matchAll(/<li class="(\w+)" data-key="(\w+)"/g)].map(([, state, phase]) => `${phase} ${state}`),
    ).toEqual(['start done', 'test done', 'approve done', 'shift failed', 'bake next']);
    expect(page).toContain('// a wait, drawn shorter');
    expect(wordsOn(page.slice(0, page.indexOf('What ECS says')))).not.toMatch(/[A-Z]+_(?:SUCCESSFUL|GREEN)/);
  });

  test('links a rollback to the card of what ECS says, in the page itself', async () => {
    const [failed, passed] = [
      await renderReport(await play('a linear deployment that rolls back')),
      await renderReport(await play('a deployment without hooks')),
    ];

    const [, id] = /<a href="#([\w-]+)">What this means/.exec(failed) ?? [];
    expect(id).toBe('hook-unreadable');
    expect(failed).toContain(`<section id="${id}"`);
    expect(passed).not.toContain('What this means');
  });

  test('describes a first deployment that failed before anything ran', async () => {
    const page = await renderReport(await play('a first deployment that fails at once'));

    expect(page).toContain('<h1>my-service could not roll back</h1>');
    expect(page).toContain('none: the first deployment of the service');
    expect(page).toContain('the answer is &quot;no&quot; and not an object');
  });
});

function play(what: string) {
  const found = plays[what];
  if (!found) throw new Error(`there is no play ${what}`);
  return found();
}
