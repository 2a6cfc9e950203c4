import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { personWatching } from '../../sandbox/pace.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { maxSecondsOfClicks, playClicks, startChromium } from '../../sandbox/story/clicks/play-clicks.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { portsOf } from '../simulate/sandbox-flags.ts';
import { type DemoFlags, speedToWatch } from './demo-flags.ts';
import { installLogged } from './logged-hooks.ts';

/** A release takes twelve minutes of the sandbox's clock, ten of them bake time, and somebody reads meanwhile. */
const slowestSpeedForClicks = Math.ceil((12 * 60) / (0.75 * maxSecondsOfClicks));

/**
 * Plays the story of somebody who only presses the one filled button of each screen, in a real browser. The last line is a JSON object.
 *
 * @returns the exit code: 0 if it ended with an approved release, otherwise 1
 * @throws {MisuseError} if a flag does not fit; Error if there is no browser, or if the sandbox cannot start
 */
export async function clickDemo(flags: DemoFlags, advise: (flag: string) => string): Promise<0 | 1> {
  const { speed = speedToWatch, strategy = 'blue-green', listener = 'own' } = flags;
  if (strategy !== 'blue-green')
    throw new MisuseError('clicks presses what the page offers first, which is blue/green; leave out --strategy');
  if (listener !== 'own') throw new MisuseError('clicks is played on a test listener of its own; leave out --listener');
  if (speed < slowestSpeedForClicks) {
    throw new MisuseError(
      `at --speed ${speed} the release would not end within two minutes; ${advise(`--speed ${slowestSpeedForClicks}`)} or more`,
    );
  }
  const browser = await startChromium();
  try {
    const folder = flags.folder ?? (await mkdtemp(join(tmpdir(), 'greenlight-')));
    const ports = { production: 0, test: 0, dashboard: 0, desk: 0, ...portsOf(flags) };
    const sandbox = await startSandbox({
      folder,
      speed,
      ports,
      install: installLogged(folder),
      advise,
      ...(flags.profile && { switches: flags.profile }),
      onlooker: personWatching,
    });
    say(`the story "clicks" on ${sandbox.urls.dashboard}/`);
    const played = await playClicks(browser, sandbox, say).finally(sandbox.stop);
    for (const problem of played.problems) say(`unexpected: ${problem}`);
    say(
      played.ok
        ? `from the first screen to an approved release in ${played.seconds} seconds, with ${played.screens.length} presses`
        : `did not finish as expected; its files are kept in ${folder}`,
    );
    if (played.ok && flags.folder === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    say(JSON.stringify(played));
    return played.ok ? 0 : 1;
  } finally {
    await browser.close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
