import { afterEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { DeployChoice } from '../../src/sandbox/view/strategies.ts';
import { silentHooks } from '../story/sandbox-in-test.ts';
import { anyPorts, newFolder } from './sandbox-fixture.ts';

const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

/** What is true of a deployment that waited for people when it ended, however it ended. */
describe.each([
  ['the approval hook', {}],
  ['the pause bridge', { asksByPause: true }],
] as const)('a request that %s opened', { timeout: 60_000 }, (_who, choice) => {
  test('is closed after a restart, and the page says which version was stopped and when', async () => {
    const { folder, remove } = await newFolder();
    undoing.push(remove);
    const first = await start(folder);
    const link = await askedAbout(first, choice);
    await first.stop();

    const second = await start(folder);

    const { interrupted, deployments, view } = second.read();
    expect(view.deployment).toBeUndefined();
    expect(interrupted).toEqual({ version: '1.42', at: deployments[0]?.finishedAt });
    expect(deployments[0]?.status).toBe('STOPPED');
    expect(await (await fetch(second.urls.dashboard)).text()).toMatch(
      /1\.42 was stopped when the sandbox ended at \d\d:\d\d UTC/,
    );
    await expect.poll(() => outcomeOfNewest(second), { timeout: 10_000 }).toBe('over');
    const page = await (await fetch(atDeskOf(second, link))).text();
    expect(page).not.toContain('name="nonce"');

    second.deploy();
    expect(second.read().interrupted).toBeUndefined();
  });

  test('is closed after a rollback that somebody requested', async () => {
    const { folder, remove } = await newFolder();
    undoing.push(remove);
    const sandbox = await start(folder);
    await askedAbout(sandbox, choice);

    sandbox.rollBack();

    await expect.poll(() => outcomeOfNewest(sandbox), { timeout: 10_000 }).toBe('over');
  });

  test('is closed after a rollback by an alarm', async () => {
    const { folder, remove } = await newFolder();
    undoing.push(remove);
    const sandbox = await start(folder);
    await askedAbout(sandbox, choice);

    sandbox.setAlarm('retail-ui-latency', 'ALARM');

    await expect.poll(() => outcomeOfNewest(sandbox), { timeout: 10_000 }).toBe('over');
  });
});

test('an open page is outdated after a restart, but not after a break of its connection', async () => {
  const { folder, remove } = await newFolder();
  undoing.push(remove);
  const sandbox = await start(folder);

  const first = await readEvent(sandbox, {});
  const again = await readEvent(sandbox, { 'last-event-id': first.id });
  const other = await readEvent(sandbox, { 'last-event-id': 'of-another-run' });

  expect([first.event, again.event]).toEqual(['change', 'change']);
  expect(other.event).toBe('outdated');
});

async function start(folder: string): Promise<Sandbox> {
  const sandbox = await startSandbox({
    ...{ folder, ports: anyPorts, speed: 300, bakeTimeInMinutes: 1, hasVisitors: false, install: silentHooks },
  });
  undoing.push(sandbox.stop);
  return sandbox;
}

/** Deploys, and resolves to the link in the first mail. */
async function askedAbout(sandbox: Sandbox, choice: Partial<DeployChoice>): Promise<string> {
  sandbox.deploy(choice);
  await expect.poll(() => outcomeOfNewest(sandbox), { timeout: 10_000 }).toBe('waiting');
  return sandbox.read().mailbox.mails.find(({ link }) => link !== undefined)?.link ?? '';
}

function outcomeOfNewest(sandbox: Sandbox): string | undefined {
  return sandbox.read().mailbox.mails.find(({ outcome }) => outcome !== undefined)?.outcome?.kind;
}

/** The same path at the desk of another run, which has another port. */
function atDeskOf({ urls }: Sandbox, link: string): string {
  return `${urls.desk}${new URL(link).pathname}`;
}

/** The first event that a page gets. */
async function readEvent({ urls }: Sandbox, headers: Record<string, string>) {
  const ended = new AbortController();
  const response = await fetch(`${urls.dashboard}/events`, { headers, signal: ended.signal });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes('\n\n')) break;
  }
  ended.abort();
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(text)?.[1] ?? '';
  return { event: field('event'), id: field('id') };
}
