import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { fileStore } from '../approval/file-store.ts';
import { requestPrefix } from '../approval/keys.ts';
import { parseRequest } from '../approval/request.ts';
import { installHooks } from '../local/installed-hooks.ts';
import { playStory, type Story, stories } from '../local/play.ts';
import { type StagePorts, startStage } from '../local/stage.ts';
import { fileLogger } from './file-logger.ts';

type DemoFlags = {
  play?: Story;
  folder?: string;
  speed?: number;
  productionPort?: number;
  testPort?: number;
  stagePort?: number;
  deskPort?: number;
};

/** `greenlight demo`: the local stage, to look at or playing a story unattended. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Play a gated blue/green deployment of a small shop on this computer')
    .addOption(new Option('--play <story>', 'play one story unattended and end').choices(stories))
    .option(
      '--folder <folder>',
      'where the service, its mails and the ledger are kept (default: .greenlight/local; with --play a new one)',
    )
    .option(
      '--speed <factor>',
      'how many times faster than the wall clock (default: 20; with --play 30)',
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
    .addHelpText('after', examples)
    .action((flags: DemoFlags) => (flags.play ? play(flags.play, flags) : show(flags)));
}

const examples = `
Examples:
  greenlight demo                      open the printed address and press Deploy
  greenlight demo --play approve       a release that is approved; exits 0 if it ended as it should
  greenlight demo --play smoke-fails   a release that its smoke test stops
`;

async function show(flags: DemoFlags): Promise<void> {
  const { folder = join('.greenlight', 'local'), speed = 20 } = flags;
  const stage = await startStage({ folder, speed, ports: portsOf(flags), install: withLog(folder) });
  process.stdout.write(`
  Greenlight's local stage runs. Open it and press Deploy:

    stage        ${stage.urls.stage}/
    production   ${stage.urls.production}/
    test         ${stage.urls.test}/
    mailbox      ${stage.urls.stage}/mailbox

  Its clock runs ${speed} times as fast as yours. Kept in ${folder}. Ctrl-C ends it.

`);
  await interrupted();
  process.stdout.write('\n  Ending; nothing is left running.\n');
  await stage.stop();
}

async function play(story: Story, flags: DemoFlags): Promise<void> {
  const folder = flags.folder ?? (await mkdtemp(join(tmpdir(), 'greenlight-')));
  const anyPort: StagePorts = { production: 0, test: 0, stage: 0, desk: 0 };
  const ports = { ...anyPort, ...portsOf(flags) };
  const stage = await startStage({
    folder,
    speed: flags.speed ?? 60,
    bakeTimeInMinutes: 5,
    ports,
    install: withLog(folder),
  });
  try {
    say(`the story "${story}" on ${stage.urls.stage}/`);
    const played = await playStory(stage, { story, say, readRequest: requestsIn(folder) });
    for (const problem of played.problems) say(`not as it should be: ${problem}`);
    say(played.ok ? 'ended as it should' : 'did not end as it should');
    process.stdout.write(`${JSON.stringify(played)}\n`);
    process.exitCode = played.ok ? 0 : 1;
  } finally {
    await stage.stop();
    if (flags.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function withLog(folder: string) {
  return (surroundings: Parameters<typeof installHooks>[0]) =>
    installHooks(surroundings, fileLogger(join(folder, 'hooks.log')));
}

/** The demo has one approval gate, so a deployment has one request at most. */
function requestsIn(folder: string) {
  const store = fileStore(join(folder, 'ledger'));
  const { signal } = new AbortController();
  return async (deploymentId: string) => {
    const keys = await store.list(requestPrefix, signal);
    const key = keys.find((found) => found.includes(`/${deploymentId}/`));
    const object = key === undefined ? undefined : await store.read(key, signal);
    return object && parseRequest(object.body);
  };
}

/** Only what was given: the stage has defaults of its own. */
function portsOf({ productionPort, testPort, stagePort, deskPort }: DemoFlags): Partial<StagePorts> {
  const given = { production: productionPort, test: testPort, stage: stagePort, desk: deskPort };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function port(text: string): number {
  return wholeNumber(0, 65_535)(text);
}

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`write a whole number from ${least} to ${most}`);
  };
}
