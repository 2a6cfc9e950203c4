import { html } from 'hono/html';
import { expect, test } from 'vitest';
import { hookCalls } from '../../../../src/sandbox/dashboard/consult/hook-calls.ts';
import type { HookView } from '../../../../src/sandbox/view/service-view.ts';
import { waitingSandbox, withDeployment } from '../sandbox-data.ts';

async function drawn(change: Partial<HookView>): Promise<string> {
  const [hook] = waitingSandbox().view.deployment?.hooks ?? [];
  return String(
    await html`${hookCalls(withDeployment(waitingSandbox(), { hooks: [{ ...hook, ...change } as HookView] }))}`,
  );
}

const wordsOf = (markup: string) => markup.replace(/<[^>]*>/g, '');

test.each([
  [1, 'called once, last at'],
  [2, 'called twice, last at'],
  [3, 'called 3 times, last at'],
])('%d calls are said in words', async (calls, words) => {
  expect(wordsOf(await drawn({ calls }))).toContain(words);
});

test('a call that is due comes now, and not in 0 s', async () => {
  const { now } = waitingSandbox();

  expect(wordsOf(await drawn({ nextCallAt: now }))).toContain('again now');
  expect(wordsOf(await drawn({ nextCallAt: new Date(+now + 20_000) }))).toContain('again in 20 s');
});
