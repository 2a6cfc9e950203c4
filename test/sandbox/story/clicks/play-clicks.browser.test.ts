import { describe, expect, test } from 'vitest';
import { playClicks } from '../../../../src/sandbox/story/clicks/play-clicks.ts';
import { sharedBrowser } from '../../../helpers/browser.ts';
import { useSandbox } from '../../../story/sandbox-in-test.ts';

const browser = await sharedBrowser();

/** Somebody who has never heard of lifecycle hooks, and reads only the screen. */
describe.skipIf(browser === undefined)('with one press a screen', { timeout: 120_000 }, () => {
  const started = useSandbox();

  test('the idle sandbox leads to an approved release', async () => {
    const { sandbox } = started();
    if (browser === undefined) return;

    const played = await playClicks(browser, sandbox, () => {});

    expect(played).toMatchObject({ story: 'clicks', ok: true, problems: [] });
    expect(played.screens.map(({ pressed }) => pressed)).toEqual([
      'Deploy 1.42',
      'Review as Ana',
      'Record my decision',
    ]);
    expect(played.screens.at(-1)?.filled).toEqual(['Approve', expect.stringMatching(/^I looked at/), 'It looks good.']);
    const [deployment] = sandbox.controller.listServiceDeployments();
    expect(deployment?.status).toBe('SUCCESSFUL');
    expect(sandbox.read().mailbox.mails.find(({ outcome }) => outcome)?.outcome).toMatchObject({
      kind: 'approved',
      by: 'Ana',
    });
  });
});
