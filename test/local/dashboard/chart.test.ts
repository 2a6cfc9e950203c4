import { html } from 'hono/html';
import { describe, expect, test } from 'vitest';
import { chart } from '../../../src/local/dashboard/chart.ts';
import type { StageData } from '../../../src/local/dashboard/stage-data.ts';
import { quietStage, waitingStage } from './stage-data.ts';

describe('the traffic chart', () => {
  test("draws the source's share as stairs up to now, 600 wide and 100 high", async () => {
    // 12 minutes since the start; the test listener moved after a minute and a half.
    expect(paths(await render(waitingStage()))).toEqual(['M0 0H0V100H600V0Z', 'M0 0H0V100H75V0H600V0Z']);
  });

  test('draws a share of 90 per cent at nine tenths of the height', async () => {
    const data = waitingStage();
    const shifts = [{ at: new Date('2026-11-22T13:46:00Z'), listener: 'production', targetPercent: 10 }];

    const drawn = await render(withDeployment(data, { shifts }));

    expect(paths(drawn)[0]).toBe('M0 0H300V90H600V0Z');
  });

  test('ends with the deployment', async () => {
    const drawn = await render(withDeployment(waitingStage(), { finishedAt: new Date('2026-11-22T13:46:00Z') }));

    expect(drawn).toContain('<span>6m</span>');
    expect(paths(drawn)[1]).toBe('M0 0H0V100H150V0H600V0Z');
  });

  test('says the same in words', async () => {
    expect(await render(waitingStage())).toContain(
      '<strong>test</strong> <span>0 % to the target, then 100 % at 1m30s</span>',
    );
  });

  test('waits for a deployment', async () => {
    expect(await render(quietStage())).toContain('Drawn from the start of a deployment on.');
  });
});

async function render(data: StageData): Promise<string> {
  return String(await html`${chart(data)}`);
}

function withDeployment(data: StageData, change: object): StageData {
  return { ...data, view: { ...data.view, deployment: { ...data.view.deployment, ...change } } } as StageData;
}

function paths(drawn: string): string[] {
  return [...drawn.matchAll(/class="source" d="([^"]*)"/g)].map((match) => match[1] ?? '');
}
