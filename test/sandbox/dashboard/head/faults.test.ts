import { html } from 'hono/html';
import { expect, test } from 'vitest';
import { armedChips, faultEntries, faultMenu } from '../../../../src/sandbox/dashboard/head/faults.ts';
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

  expect(buttonsOf(drawn)).toEqual(['Turn off: Broken version ✕', 'Turn off: Slow listeners ✕']);
  expect(drawn).toContain('<input type="hidden" name="broken" value="no">');
  expect(await render(armedChips(quietSandbox()))).toBe('');
});

test('the alarm of the alarm hook says so only if that hook is attached', () => {
  const effectOf = (attached: string[]) => faultEntries(quietSandbox({ attached }))[0]?.words;

  expect(effectOf(['greenlight-alarm-hook'])).toContain('The alarm hook checks it once');
  expect(effectOf(['my-hook'])).toBe('Nothing checks it here: the alarm hook is not attached.');
});

async function render(part: unknown): Promise<string> {
  return String(await html`${part}`);
}

function buttonsOf(drawn: string): string[] {
  return [...drawn.matchAll(/<button[^>]*>([\s\S]*?)<\/button>/g)].map(([, words = '']) =>
    words.replace(/<[^>]*>/g, ''),
  );
}
