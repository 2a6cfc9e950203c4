import { html } from 'hono/html';
import { expect, test } from 'vitest';
import { armedChips, faultEntries, faultMenu } from '../../../../src/sandbox/dashboard/head/fault-menu.ts';
import { quietSandbox } from '../sandbox-data.ts';

const armed = quietSandbox({ faults: ['listener-lag'], isBroken: true });

test('every fault is offered, and says what it does', async () => {
  expect(buttonsOf(await render(faultMenu(armed)))).toEqual([
    'Inject Alarm retail-ui-5xx',
    'Inject Alarm retail-ui-latency',
    'Turn off Broken version',
    'Inject Slow version',
    'Inject Throttled hook call',
    'Inject Crashed hook',
    'Inject Unhealthy tasks',
    'Turn off Slow listeners',
  ]);
});

test('those that are on are chips next to Deploy, and a press turns one off', async () => {
  const drawn = await render(armedChips(armed));

  expect(buttonsOf(drawn)).toEqual(['Turn off: Broken version, next time ✕', 'Turn off: Slow listeners, next time ✕']);
  expect(drawn).toContain('<input type="hidden" name="broken" value="no">');
  expect(await render(armedChips(quietSandbox()))).toBe('');
});

test('a fault that only the next deployment would meet says so, and each has its command', async () => {
  const entries = faultEntries(quietSandbox());

  expect(entries.map(({ strikes }) => strikes)).toEqual(Array(8).fill('next'));
  expect(entries.find(({ key }) => key === 'broken')?.command).toBe('greenlight demo --play smoke-fails');
  expect(await render(faultMenu(armed))).toContain('<code>greenlight simulate --fault unhealthy-target#1,2</code>');
});

async function render(part: unknown): Promise<string> {
  return String(await html`${part}`);
}

function buttonsOf(drawn: string): string[] {
  return [...drawn.matchAll(/<button[^>]*>([\s\S]*?)<\/button>/g)].map(([, words = '']) =>
    words.replace(/<[^>]*>/g, ''),
  );
}
