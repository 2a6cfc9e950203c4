import { html } from 'hono/html';
import { describe, expect, test } from 'vitest';
import { chart } from '../../../../src/sandbox/dashboard/consult/chart.ts';
import type { SandboxData } from '../../../../src/sandbox/view/sandbox-data.ts';
import { quietSandbox, waitingSandbox, withDeployment } from '../sandbox-data.ts';

describe('the traffic chart', () => {
  test("draws the source's share as treads, and a wait as four minutes", async () => {
    // 12 minutes since the start; the test listener moved after a minute and a half, and nothing has happened since 13:42.
    expect(treads(await render(waitingSandbox()))).toEqual([
      { listener: 'production', treads: ['0% +100%: 100%'] },
      { listener: 'test', treads: ['0% +27.3%: 100%', '27.3% +72.7%: 0%'] },
    ]);
  });

  test('draws a share of 10 percent as the lowest tenth', async () => {
    const shifts = [
      { at: new Date('2026-11-22T13:40:00Z'), listener: 'production' as const, targetPercent: 0 },
      { at: new Date('2026-11-22T13:41:30Z'), listener: 'production' as const, targetPercent: 10 },
    ];

    const drawn = await render(withDeployment(waitingSandbox(), { shifts }));

    expect(treads(drawn)[0]?.treads).toEqual(['0% +27.3%: 100%', '27.3% +72.7%: 90%']);
  });

  test('ends with the deployment, no matter what happens to the listeners later', async () => {
    const drawn = await render(withDeployment(waitingSandbox(), { finishedAt: new Date('2026-11-22T13:43:00Z') }));

    expect(marks(drawn)).toEqual(['0s at 0%', '1m30s at 50%', '3m at 100%']);
    expect(treads(drawn)[1]?.treads).toEqual(['0% +50%: 100%', '50% +50%: 0%']);
  });

  test('breaks its axis at a wait, and says so', async () => {
    const drawn = await render(waitingSandbox());

    expect(marks(drawn)).toEqual(['0s at 0%', '1m30s at 27.3%', '12m at 100%']);
    expect(drawn).toContain('// a wait, drawn shorter');
  });

  test('marks when people were asked and what they decided', async () => {
    const at = new Date('2026-11-22T13:45:00Z');
    const [mail] = waitingSandbox().mailbox.mails;
    const asked = { ...mail, body: 'EZe5RNVLH6PPzHXINuP28', outcome: { kind: 'approved', by: 'Ana', at } };

    const drawn = await render(waitingSandbox({ mailbox: { mails: [asked as never], unreadable: [] } }));

    expect(drawn).toMatch(/class="asked \w+" x="[\d.]+%" y="12">asked</);
    expect(drawn).toMatch(/class="approved \w+" x="[\d.]+%" y="12">Ana approved</);
  });

  test('gives the script every moment: share, phase, and what happened', async () => {
    const drawn = await render(waitingSandbox());
    const [, json = ''] = /data-timeline="([^"]*)"/.exec(drawn) ?? [];
    const { moments } = JSON.parse(json.replaceAll('&quot;', '"')) as { moments: unknown[][] };

    expect(moments.at(-1)).toEqual([
      Date.parse('2026-11-22T13:41:30Z'),
      'test',
      0,
      100,
      'POST_TEST_TRAFFIC_SHIFT began',
      ['done', 'now', 'next', 'next', 'next'],
    ]);
  });

  test('shows only production for a rolling deployment', async () => {
    const drawn = await render(withDeployment(waitingSandbox(), { strategy: 'ROLLING' }));

    expect(treads(drawn).map(({ listener }) => listener)).toEqual(['production']);
  });

  test('says the same in words', async () => {
    expect(await render(waitingSandbox())).toContain(
      '<strong>test</strong> <span>0 % to the target, then 100 % at 1 min 30 s</span>',
    );
  });

  test('waits for a deployment', async () => {
    expect(await render(quietSandbox())).toContain("share of each listener's requests, from the start of a deployment");
  });
});

async function render(data: SandboxData): Promise<string> {
  return String(await html`${chart(data)}`);
}

/** Each listener's treads: where one begins, how wide it is, and how far down the source's share reaches. */
function treads(drawn: string): { listener: string | undefined; treads: string[] }[] {
  return [...drawn.matchAll(/<figure class="traffic" data-key="(\w+)">([\s\S]*?)<\/figure>/g)].map(
    ([, listener, figure = '']) => ({
      listener,
      treads: Array.from(
        figure.matchAll(/class="source" x="([^"]*)" y="0" width="([^"]*)" height="([^"]*)"/g),
        ([, x, width, height]) => `${x} +${width}: ${height}`,
      ),
    }),
  );
}

function marks(drawn: string): string[] {
  return Array.from(drawn.matchAll(/<text x="([^"]*)"[^>]*>([^<]*)</g), ([, x, time]) => `${time} at ${x}`);
}

test('each deployment has a drawing of its own, with a slider at its end', async () => {
  const next = withDeployment(waitingSandbox(), { arn: 'arn:aws:ecs:eu-central-1:1:service-deployment/c/s/Next' });

  const [first, second] = await Promise.all(
    [waitingSandbox(), next].map(async (data) => String(await html`${chart(data)}`)),
  );

  expect(first).toContain('<div class="timeline" data-key="EZe5RNVLH6PPzHXINuP28"');
  expect(second).toContain('<div class="timeline" data-key="Next"');
});
