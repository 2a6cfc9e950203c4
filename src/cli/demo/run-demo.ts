import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installHooks } from '../../sandbox/installed-hooks.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';
import { comparesMetrics, type PlayedStory, playStory, unplayed } from '../../sandbox/story/play.ts';
import { requestsIn } from '../../sandbox/story/play-ledger.ts';
import type { Story } from '../../sandbox/story/stories.ts';
import type { SandboxPorts } from '../../sandbox/surroundings.ts';
import { messageOf } from '../../wording/values.ts';
import { failureOf, reportFailure } from '../command/failure.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { portsOf } from '../simulate/sandbox-flags.ts';
import { fileLogger } from '../terminal/file-logger.ts';
import { type DemoFlags, demoStrategies, speedToPlay } from './demo-flags.ts';
import { showDemo } from './show-demo.ts';
import { whyNotPlayed } from './why-not-played.ts';

/** The action of `greenlight demo`. `advise` writes a flag the way the command was started: by npm or by its own name. */
export async function runDemo(flags: DemoFlags, advise: Advise): Promise<void> {
  try {
    if (flags.play === 'clicks') {
      const { clickDemo } = await import('./click-demo.ts');
      process.exitCode = await clickDemo(flags, { advise, install: withLog });
    } else if (flags.play !== undefined) await play(flags.play, flags, advise);
    else await showDemo(flags, { advise, install: withLog });
  } catch (error) {
    reportFailure('greenlight demo', failureOf(error));
    process.exitCode = 2;
  }
}

/**
 * The last line is always the JSON object.
 *
 * @throws {MisuseError} before anything starts, if the flags do not fit the story
 */
async function play(story: Story, flags: DemoFlags, advise: Advise): Promise<void> {
  const strategy = demoStrategies[flags.strategy ?? (comparesMetrics(story) ? 'canary' : 'blue-green')];
  const { listener = 'own', speed = speedToPlay } = flags;
  const whyNot = whyNotPlayed({ story, strategy, listener, speed }, advise);
  if (whyNot !== undefined) throw new MisuseError(whyNot);
  let folder: string | undefined;
  let isStarted = false;
  const played = await (async () => {
    try {
      folder = flags.folder ?? (await mkdtemp(join(tmpdir(), 'greenlight-')));
      const ports = { production: 0, test: 0, dashboard: 0, desk: 0, ...portsOf(flags) } satisfies SandboxPorts;
      const options = { folder, speed, listener, bakeTimeInMinutes: 2, ports, install: withLog(folder), advise };
      const sandbox = await startSandbox({
        ...options,
        ...(flags.profile && { switches: flags.profile }),
        ...(comparesMetrics(story) && { secondsBetweenVisits: 1 }),
      });
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
