import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFinal } from '../../controller/ecs/resources.ts';
import { installHooks } from '../../sandbox/installed-hooks.ts';
import { personWatching } from '../../sandbox/pace.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';
import { comparesMetrics, type PlayedStory, playStory, slowestSpeed, unplayed } from '../../sandbox/story/play.ts';
import { requestsIn } from '../../sandbox/story/play-ledger.ts';
import type { Story } from '../../sandbox/story/stories.ts';
import type { SandboxPorts } from '../../sandbox/surroundings.ts';
import { messageOf } from '../../wording/values.ts';
import { failureOf, reportFailure } from '../command/failure.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { portsOf } from '../simulate/sandbox-flags.ts';
import { fileLogger } from '../terminal/file-logger.ts';
import { type DemoFlags, demoStrategies, speedToPlay, speedToWatch } from './demo-flags.ts';

/** The action of `greenlight demo`. `advise` writes a flag the way the command was started: by npm or by its own name. */
export async function runDemo(flags: DemoFlags, advise: Advise): Promise<void> {
  if (flags.play !== undefined) return play(flags.play, flags, advise);
  try {
    await show(flags, advise);
  } catch (error) {
    reportFailure('greenlight demo', failureOf(error));
    process.exitCode = 2;
  }
}

async function show(flags: DemoFlags, advise: Advise): Promise<void> {
  const { listener = 'own', speed = speedToWatch, strategy } = flags;
  const { folder = join('.greenlight', listener === 'own' ? 'local' : `local-${listener}`) } = flags;
  if (strategy !== undefined)
    throw new MisuseError('--strategy needs --play; without it, choose the strategy on the page, next to Deploy');
  const ports = portsOf(flags);
  const sandbox = await startSandbox({
    ...{ folder, speed, listener, ports, install: withLog(folder), advise },
    onlooker: personWatching,
  });
  process.stdout.write(`
  Greenlight's sandbox runs. Open it and press Deploy:

    dashboard         ${sandbox.urls.dashboard}/
${formatDoors(sandbox)}
    mailbox           ${sandbox.urls.dashboard}/mailbox

  Its clock runs ${speed} times as fast as yours, and as fast as yours while you are asked. Kept in ${folder}. Ctrl-C ends it.

`);
  await interrupted();
  process.stdout.write(`\n  Stopped. Nothing is left running.${formatInterrupted(sandbox)}\n`);
  await sandbox.stop();
}

/** What the end of the sandbox does to the deployment that runs. */
function formatInterrupted(sandbox: Sandbox): string {
  const { view, versionOf } = sandbox.read();
  if (view.deployment === undefined || isFinal(view.deployment.status)) return '';
  return ` The deployment of ${versionOf(view.deployment.targetRevisionArn)} is stopped with it.`;
}

function formatDoors(sandbox: Sandbox): string {
  const command = sandbox.testCommand();
  const lines = sandbox.doors().map(({ name, url }) => `    ${name.padEnd(17)} ${url}/`);
  return [...lines, ...(command === undefined ? [] : [`    ${'test'.padEnd(17)} ${command}`])].join('\n');
}

/** The last line is always the JSON object. */
async function play(story: Story, flags: DemoFlags, advise: Advise): Promise<void> {
  const strategy = demoStrategies[flags.strategy ?? (comparesMetrics(story) ? 'canary' : 'blue-green')];
  const { listener = 'own' } = flags;
  let folder: string | undefined;
  let isStarted = false;
  const played = await (async () => {
    try {
      const slowest = slowestSpeed(strategy, story);
      const { speed = speedToPlay } = flags;
      if (speed < slowest) {
        throw new Error(
          `at --speed ${speed} the story would not end within its two minutes; ${advise(`--speed ${slowest}`)} or more`,
        );
      }
      if (strategy === 'ROLLING' && (story === 'smoke-fails' || story === 'alarm-fires')) {
        throw new Error(`${story} needs hooks that check the new version, and a rolling deployment calls none`);
      }
      if (strategy === 'ROLLING' && story === 'pause') {
        throw new Error('pause asks right before production moves, and a rolling deployment has no such stage');
      }
      if (strategy === 'ROLLING' && story === 'two-rules') {
        throw new Error('two-rules asks right before production moves, and a rolling deployment has no such stage');
      }
      if (strategy === 'ROLLING' && story === 'sign-in') {
        throw new Error('sign-in asks right before production moves, and a rolling deployment has no such stage');
      }
      if (comparesMetrics(story) && strategy !== 'CANARY') {
        throw new Error(
          `${story} compares the two versions at the first step of a canary deployment: leave out --strategy`,
        );
      }
      if (strategy === 'ROLLING' && listener !== 'own') {
        throw new Error(`--listener ${listener} shows nothing in a rolling deployment, which uses no test rule`);
      }
      folder = flags.folder ?? (await mkdtemp(join(tmpdir(), 'greenlight-')));
      const ports = { production: 0, test: 0, dashboard: 0, desk: 0, ...portsOf(flags) } satisfies SandboxPorts;
      const options = { folder, speed, listener, bakeTimeInMinutes: 2, ports, install: withLog(folder), advise };
      const sandbox = await startSandbox({ ...options, ...(comparesMetrics(story) && { secondsBetweenVisits: 1 }) });
      isStarted = true;
      return await playOn(sandbox, { story, strategy, listener }, folder);
    } catch (error) {
      return unplayed({ story, strategy, listener }, messageOf(error));
    }
  })();
  for (const problem of played.problems) say(`unexpected: ${problem}`);
  say(played.ok ? 'finished as expected' : 'did not finish as expected');
  if (folder !== undefined && flags.folder === undefined) {
    if (played.ok) await rm(folder, { recursive: true, force: true });
    else say(`its files are kept in ${folder}`);
  }
  process.stdout.write(`${JSON.stringify(played)}\n`);
  if (played.ok) process.exitCode = 0;
  else process.exitCode = isStarted ? 1 : 2;
}

async function playOn(sandbox: Sandbox, played: Pick<PlayedStory, 'story' | 'strategy' | 'listener'>, folder: string) {
  try {
    say(`the story "${played.story}" on ${sandbox.urls.dashboard}/`);
    return await playStory(sandbox, { ...played, say, readRequests: requestsIn(folder) });
  } finally {
    await sandbox.stop();
  }
}

type Advise = NonNullable<SandboxOptions['advise']>;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function withLog(folder: string) {
  return (surroundings: Parameters<typeof installHooks>[0]) =>
    installHooks(surroundings, fileLogger(join(folder, 'hooks.log')));
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
