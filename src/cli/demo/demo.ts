import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { Strategy } from '../../controller/ecs/resources.ts';
import { installHooks } from '../../sandbox/installed-hooks.ts';
import { type ListenerShape, listenerShapes, shapeWords } from '../../sandbox/load-balancer/shapes.ts';
import { type Stage, type StageOptions, startStage } from '../../sandbox/sandbox.ts';
import { type PlayedStory, playStory, type Story, slowestSpeed, stories, unplayed } from '../../sandbox/story/play.ts';
import { requestsIn } from '../../sandbox/story/play-ledger.ts';
import type { StagePorts } from '../../sandbox/surroundings.ts';
import { helpText } from '../command/help-text.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { wholeNumber } from '../simulate/simulate-flags.ts';
import { port, portsOf, type StageFlags } from '../simulate/stage-flags.ts';
import { fileLogger } from '../terminal/file-logger.ts';

type DemoFlags = StageFlags & { play?: Story; strategy?: keyof typeof strategies; listener?: ListenerShape };

const strategies = {
  'blue-green': 'BLUE_GREEN',
  linear: 'LINEAR',
  canary: 'CANARY',
  rolling: 'ROLLING',
} as const satisfies Record<string, Strategy>;

/** The speeds of the stage's clock where none is given: one to watch, one with which every story takes less than 30 seconds. */
const speedToWatch = 20;
const speedToPlay = 30;

/**
 * `greenlight demo`: the local stage, to look at or playing a story unattended.
 *
 * @param env tells whether npm started the command, which changes how its flags are given
 */
export function demoCommand(env: Readonly<Record<string, string | undefined>> = process.env): Command {
  const isNpm = isRunByNpm(env);
  const name = isNpm ? 'npm run demo --' : 'greenlight demo';
  const longest = `${name} --play smoke-fails`.length;
  const advise = (flag: string) => (isNpm ? `run ${name} ${flag}` : `pass ${flag}`);
  const command = new Command('demo')
    .description('Play a gated deployment of a small shop on this computer')
    .addOption(new Option('--play <story>', 'play one story unattended and end').choices(stories))
    .addOption(
      new Option('--strategy <strategy>', 'how the story is deployed, with --play (default: blue-green)').choices(
        Object.keys(strategies),
      ),
    )
    .addOption(
      new Option(
        '--listener <kind>',
        `where the test rule is, and what else answers there (default: own): ${listenerShapes.map((shape) => `${shape}, ${shapeWords[shape]}`).join('; ')}`,
      ).choices(listenerShapes),
    )
    .option(
      '--folder <folder>',
      'where the service, its mails and the ledger are kept (default: .greenlight/local, or .greenlight/local-<listener>; with --play a new one)',
    )
    .option(
      '--speed <factor>',
      `how many times faster than the wall clock (default: ${speedToWatch}; with --play ${speedToPlay})`,
      wholeNumber(1, 1000),
    )
    .option(
      '--production-port <n>',
      'the production listener (default: 8080; with --play any free one, as for the others)',
      port,
    )
    .option('--test-port <n>', 'the test listener (default: 8081)', port)
    .option('--stage-port <n>', 'the dashboard and the mailbox (default: 8090)', port)
    .option('--desk-port <n>', 'the approval desk (default: 8091)', port)
    .addHelpText(
      'after',
      helpText({
        exitCodes: '0 ended by Ctrl-C, or the story ended as it should, 1 the story did not, 2 it could not be started',
        examples: [
          `${name.padEnd(longest)}  open the printed address and press Deploy`,
          `${`${name} --play approve`.padEnd(longest)}  a release that is approved`,
          `${`${name} --play smoke-fails`.padEnd(longest)}  a release that its smoke test stops`,
          `${`${name} --listener header`.padEnd(longest)}  a test rule that a browser does not reach`,
        ],
      }),
    );
  return command.action(async (flags: DemoFlags) => {
    if (flags.play !== undefined) return play(flags.play, flags, advise);
    try {
      await show(flags, advise);
    } catch (error) {
      process.stderr.write(`greenlight demo: ${messageOf(error)}\n`);
      process.exitCode = 2;
    }
  });
}

/** Whether `npm run demo` started the command: then npm hands on only the flags behind `--`. */
export function isRunByNpm(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['npm_lifecycle_event'] === 'demo';
}

export const npmAdvice =
  '\n  npm keeps flags for itself that stand before "--"; write for example: npm run demo -- --play approve --speed 60';

async function show(flags: DemoFlags, advise: Advise): Promise<void> {
  const { listener = 'own', speed = speedToWatch, strategy } = flags;
  const { folder = join('.greenlight', listener === 'own' ? 'local' : `local-${listener}`) } = flags;
  if (strategy !== undefined)
    throw new MisuseError('--strategy goes with --play; on the page it is chosen beside Deploy');
  const ports = portsOf(flags);
  const stage = await startStage({ folder, speed, listener, ports, install: withLog(folder), advise });
  process.stdout.write(`
  Greenlight's local stage runs. Open it and press Deploy:

    stage             ${stage.urls.stage}/
${sayDoors(stage)}
    mailbox           ${stage.urls.stage}/mailbox

  Its clock runs ${speed} times as fast as yours. Kept in ${folder}. Ctrl-C ends it.

`);
  await interrupted();
  process.stdout.write('\n  Ending; nothing is left running.\n');
  await stage.stop();
}

function sayDoors(stage: Stage): string {
  const command = stage.testCommand();
  const lines = stage.doors().map(({ name, url }) => `    ${name.padEnd(17)} ${url}/`);
  return [...lines, ...(command === undefined ? [] : [`    ${'test'.padEnd(17)} ${command}`])].join('\n');
}

/** Whatever happens, the last line is the JSON object. */
async function play(story: Story, flags: DemoFlags, advise: Advise): Promise<void> {
  const strategy = strategies[flags.strategy ?? 'blue-green'];
  const { listener = 'own' } = flags;
  let folder: string | undefined;
  let isStarted = false;
  const played = await (async () => {
    try {
      const slowest = slowestSpeed(strategy);
      const { speed = speedToPlay } = flags;
      if (speed < slowest) {
        throw new Error(
          `at --speed ${speed} the story would not end within its two minutes; ${advise(`--speed ${slowest}`)} or more`,
        );
      }
      if (strategy === 'ROLLING' && (story === 'smoke-fails' || story === 'alarm-fires')) {
        throw new Error(`${story} needs hooks that look at the new version, and a rolling deployment calls none`);
      }
      if (strategy === 'ROLLING' && listener !== 'own') {
        throw new Error(`--listener ${listener} shows nothing in a rolling deployment, which uses no test rule`);
      }
      folder = flags.folder ?? (await mkdtemp(join(tmpdir(), 'greenlight-')));
      const ports = { production: 0, test: 0, stage: 0, desk: 0, ...portsOf(flags) } satisfies StagePorts;
      const options = { folder, speed, listener, bakeTimeInMinutes: 2, ports, install: withLog(folder), advise };
      const stage = await startStage(options);
      isStarted = true;
      return await playOn(stage, { story, strategy, listener }, folder);
    } catch (error) {
      return unplayed({ story, strategy, listener }, messageOf(error));
    }
  })();
  for (const problem of played.problems) say(`not as it should be: ${problem}`);
  say(played.ok ? 'ended as it should' : 'did not end as it should');
  if (folder !== undefined && flags.folder === undefined) {
    if (played.ok) await rm(folder, { recursive: true, force: true });
    else say(`what is left of it is kept in ${folder}`);
  }
  process.stdout.write(`${JSON.stringify(played)}\n`);
  if (played.ok) process.exitCode = 0;
  else process.exitCode = isStarted ? 1 : 2;
}

async function playOn(stage: Stage, played: Pick<PlayedStory, 'story' | 'strategy' | 'listener'>, folder: string) {
  try {
    say(`the story "${played.story}" on ${stage.urls.stage}/`);
    return await playStory(stage, { ...played, say, readRequests: requestsIn(folder) });
  } finally {
    await stage.stop();
  }
}

type Advise = NonNullable<StageOptions['advise']>;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
