import { html } from 'hono/html';
import { describe, expect, test } from 'vitest';
import { chart } from '../../../../src/sandbox/dashboard/consult/chart.ts';
import type { SandboxData } from '../../../../src/sandbox/view/sandbox-data.ts';
import { quietSandbox, waitingSandbox, withDeployment } from '../sandbox-data.ts';

describe('the traffic chart', () => {
  test("draws the source's share as treads, in percent of the time up to now", async () => {
    // 12 minutes since the start; the test listener moved after a minute and a half.
    expect(treads(await render(waitingSandbox()))).toEqual([
      { listener: 'production', treads: ['0% +100%: 100%'] },
      { listener: 'test', treads: ['0% +12.5%: 100%', '12.5% +87.5%: 0%'] },
    ]);
  });

  test('draws a share of 10 percent as the lowest tenth', async () => {
    const shifts = [
      { at: new Date('2026-11-22T13:40:00Z'), listener: 'production' as const, targetPercent: 0 },
      { at: new Date('2026-11-22T13:46:00Z'), listener: 'production' as const, targetPercent: 10 },
    ];

    const drawn = await render(withDeployment(waitingSandbox(), { shifts }));

    expect(treads(drawn)[0]?.treads).toEqual(['0% +50%: 100%', '50% +50%: 90%']);
  });

  test('ends with the deployment, no matter what happens to the listeners later', async () => {
    const drawn = await render(withDeployment(waitingSandbox(), { finishedAt: new Date('2026-11-22T13:46:00Z') }));

    expect(marks(drawn)).toEqual(['0s at 0%', '2m at 33.3%', '4m at 66.7%', '6m at 100%']);
    expect(treads(drawn)[1]?.treads).toEqual(['0% +25%: 100%', '25% +75%: 0%']);
  });

  test.each([
    ['2026-11-22T13:40:01Z', ['0s at 0%']],
    ['2026-11-22T13:41:00Z', ['0s at 0%', '15s at 25%', '30s at 50%', '45s at 75%', '1m at 100%']],
    ['2026-11-22T18:40:00Z', ['0s at 0%', '1h at 20%', '2h at 40%', '3h at 60%', '4h at 80%', '5h at 100%']],
  ])('marks round times up to %s', async (now, times) => {
    expect(marks(await render(waitingSandbox({ now: new Date(now) })))).toEqual(times);
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
