import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { comparesMetrics, type PlayedStory, playStory, unplayed } from '../../sandbox/story/play.ts';
import { requestsIn } from '../../sandbox/story/play-ledger.ts';
import type { Story } from '../../sandbox/story/stories.ts';
import type { SandboxPorts } from '../../sandbox/surroundings.ts';
import { messageOf } from '../../wording/values.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { portsOf } from '../simulate/sandbox-flags.ts';
import { type DemoFlags, demoStrategies, speedToPlay } from './demo-flags.ts';
import { installLogged } from './logged-hooks.ts';
import { whyNotPlayed } from './why-not-played.ts';

type How = {
  /** Writes a flag the way the command was started. */
  advise: (flag: string) => string;
  /** Receives each line of the output. The last one is always the JSON object. */
  say: (line: string) => void;
};

/**
 * Plays one story unattended.
 *
 * @returns the exit code: 0 if it ended as expected, 1 in another way, 2 if it could not start
 * @throws {MisuseError} before anything starts, if the flags do not fit the story
 */
export async function playDemo(story: Story, flags: DemoFlags, { advise, say }: How): Promise<0 | 1 | 2> {
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
      const options = { folder, speed, listener, bakeTimeInMinutes: 2, ports, install: installLogged(folder), advise };
      const sandbox = await startSandbox({
        ...options,
        ...(flags.profile && { switches: flags.profile }),
        ...(comparesMetrics(story) && { secondsBetweenVisits: 1 }),
      });
      isStarted = true;
      return await playOn(sandbox, { story, strategy, listener }, { folder, say });
    } catch (error) {
      return unplayed({ story, strategy, listener }, messageOf(error));
    }
  })();
  for (const problem of played.problems) say(`unexpected: ${problem}`);
  say(played.ok ? 'finished as expected' : 'did not finish as expected');
  if (folder !== undefined && flags.folder === undefined) {
    if (played.ok || !isStarted) await rm(folder, { recursive: true, force: true });
    else say(`its files are kept in ${folder}`);
  }
  say(JSON.stringify(played));
  if (played.ok) return 0;
  return isStarted ? 1 : 2;
}

async function playOn(
  sandbox: Sandbox,
  played: Pick<PlayedStory, 'story' | 'strategy' | 'listener'>,
  { folder, say }: Pick<How, 'say'> & { folder: string },
): Promise<PlayedStory> {
  try {
    say(`the story "${played.story}" on ${sandbox.urls.dashboard}/`);
    return await playStory(sandbox, { ...played, say, readRequests: requestsIn(folder) });
  } finally {
    await sandbox.stop();
  }
}
