import { Command, CommanderError, Option } from 'commander';
import { failureOf, reportFailure } from '../command/failure.ts';
import { helpText } from '../command/help-text.ts';
import { reportMisuse } from '../command/report-misuse.ts';
import { profileHelp, readProfile } from '../profile/read-profile.ts';
import { addOwnHookFlags } from './own-hook-flags.ts';
import {
  type HookFlag,
  number,
  readDeploymentConfiguration,
  readFault,
  readPauseAnswer,
  readSeed,
  readSwitch,
  simulatedStrategies,
  wholeNumber,
} from './simulate-flags.ts';
import type { SimulateFlags } from './simulate-options.ts';
import { addStepFlags } from './step-flags.ts';

/**
 * `greenlight simulate`: plays a deployment with hooks on a virtual clock. Exit codes: 0 the deployment succeeded, 1 it rolled
 * back or failed, or a hook failed after it had answered (with `--strict` also if one was never called), 2 it could not be simulated.
 *
 * @param isReplay the flags of a recording are before those of the command line
 * @param play what to do with the flags once they are read
 */
export function simulateCommand({ isReplay = false, play = codeOf } = {}): Command {
  const hooks: HookFlag[] = [];
  const command = new Command('simulate')
    .description('Simulate an ECS service deployment with your hooks, without an AWS account')
    .addOption(
      new Option('-s, --strategy <name>', 'how the deployment replaces blue with green')
        .choices(Object.keys(simulatedStrategies))
        .default('blue-green'),
    );
  addOwnHookFlags(command, hooks, [
    '--hook <file[#export]@STAGE,...>',
    'a module with a handler, or the URL of a function, and where ECS calls it (export: handler or lambdaHandler); repeatable',
  ])
    .option(
      '--pause <STAGE,...[=action[@minutes]]>',
      'a pause hook, and how somebody answers it: continue or rollback (default: not at all)',
      (text) => void hooks.push(readPauseAnswer(text)),
    )
    .option(
      '--own-process',
      "run each module in its own process, not in a thread, with Lambda's runtime client if it is installed",
    )
    .option('--first-deployment', 'the service has never been deployed')
    .addOption(
      new Option(
        '--active-revisions <n>',
        'revisions running at the start; with 2, RECONCILE_SERVICE comes first (default: 1)',
      ).argParser(wholeNumber(0, 2)),
    )
    .option('--desired-count <n>', 'tasks of each revision (default: 3)', wholeNumber(1, 1000))
    .option(
      '--bake-minutes <n>',
      'bake time after the production traffic has shifted (default: 10)',
      wholeNumber(0, 1440),
    );
  return addStepFlags(command)
    .option(
      '--configuration <json>',
      'other members of deploymentConfiguration, as in the ECS API: alarms, deploymentCircuitBreaker; an object, or a file with one',
      readDeploymentConfiguration,
    )
    .option('--seed <seed>', "seed for ids and random faults (default: 1, or the recording's)", readSeed)
    .option(
      '--fault <kind[=chance|#n,...]>',
      'a fault to inject: crashed, crashed=0.1, crashed#1,3; repeatable',
      readFault,
    )
    .option('--profile <file>', profileHelp, readProfile)
    .option(
      '--switch <name=reading>',
      'override an assumption about undocumented ECS behaviour; repeatable',
      readSwitch,
    )
    .option(
      '--speed <factor>',
      'play this many times faster than real time (default: as fast as possible)',
      number(1, 100_000),
    )
    .option('--wall-clock', 'do not replace Date: hooks see the real time, not the simulated one')
    .option('--record <file>', 'record every hook call with its answer, one JSON object per line')
    .option(
      '--replay <file>',
      "take the answers from a recording, and call no hook; without --hook, the recording's flags apply too",
    )
    .option(
      '--services <n>',
      'deploy this many services with these hooks at the same time, on shared listeners (default: 1)',
      wholeNumber(1, 20),
    )
    .option(
      '--against <file>',
      'play a second configuration with the same seed, and compare: its flags are in a recording, or one a line in a file',
    )
    .option('--strict', 'exit with 1 if the deployment never called a hook at one of its stages')
    .option('--report <file.html>', 'write a report with a timeline and every call')
    .option('--event <file.json>', 'call the hook once with this event, print its answer, and deploy nothing')
    .addOption(
      new Option('-o, --output <format>', 'json: the last line is one object')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addHelpText('after', about)
    .action(async (flags: Omit<SimulateFlags, 'hooks' | 'arguments'>, ran: Command) => {
      const own = argumentsIn(ran);
      const recorded =
        flags.replay === undefined || isReplay || hooks.length > 0 ? [] : await argumentsOf(flags.replay);
      if (recorded.length === 0) process.exitCode = await play({ ...flags, hooks, arguments: own });
      else await replay([...recorded, ...own]);
    });
}

/** commander keeps them, but has no type for it. */
function argumentsIn(ran: Command): readonly string[] {
  const { rawArgs } = (ran.parent ?? ran) as Command & { rawArgs: readonly string[] };
  return rawArgs.slice(rawArgs.indexOf('simulate') + 1);
}

async function argumentsOf(file: string): Promise<readonly string[]> {
  const { readArguments } = await import('./recorded-arguments.ts');
  return readArguments(file);
}

async function replay(args: readonly string[]): Promise<void> {
  const command = simulateCommand({ isReplay: true });
  reportMisuse(command, 'greenlight simulate');
  await command.parseAsync(args, { from: 'user' });
}

const about = helpText({
  notes: `A flag that begins with --hook- applies to the preceding --hook or --pause.

With --event, 0 means SUCCEEDED or IN_PROGRESS, 1 means FAILED or an answer that ECS would treat as FAILED, 2 means that
the hook could not be called.`,
  exitCodes:
    '0 the deployment succeeded, 1 it rolled back or failed, a hook failed after it had answered, or with --strict one was never called, 2 it could not be simulated',
  examples: [
    'greenlight simulate --hook ./my-hook.mjs@POST_TEST_TRAFFIC_SHIFT',
    'greenlight simulate --strategy canary --hook ./my-hook.mjs@PRODUCTION_TRAFFIC_SHIFT --report report.html',
    `greenlight simulate --hook ./my-hook.mjs@POST_TEST_TRAFFIC_SHIFT --hook-details '{"path": "/health"}' --fault crashed=0.2 --seed 7`,
    'greenlight simulate --hook ./dist/my-hook/index.mjs@POST_TEST_TRAFFIC_SHIFT --own-process --env LOG_LEVEL=DEBUG',
    'greenlight simulate --strategy rolling --strict --hook ./my-hook.mjs@PRE_SCALE_UP',
    'greenlight simulate --hook http://127.0.0.1:9000@POST_TEST_TRAFFIC_SHIFT',
    'greenlight simulate --hook ./my-hook.mjs@POST_TEST_TRAFFIC_SHIFT --fault slow=0.3 --against canary.flags',
    'greenlight simulate --services 3 --hook ./my-hook.mjs@POST_TEST_TRAFFIC_SHIFT',
    'greenlight simulate --hook ./my-hook.mjs --event events/POST_TEST_TRAFFIC_SHIFT.doc.json',
  ],
});

/** The flags of the configuration in a file. */
async function flagsIn(file: string): Promise<SimulateFlags> {
  const { readConfigurationFile } = await import('./recorded-arguments.ts');
  const read = Promise.withResolvers<SimulateFlags>();
  const command = simulateCommand({
    isReplay: true,
    play: async (flags) => {
      read.resolve(flags);
      return 0;
    },
  });
  reportMisuse(command, `greenlight simulate --against ${file}`);
  await command.parseAsync(readConfigurationFile(file), { from: 'user' });
  return read.promise;
}

async function codeOf(flags: SimulateFlags): Promise<0 | 1 | 2> {
  try {
    if (flags.against !== undefined) {
      const other = await flagsIn(flags.against);
      const { compareConfigurations } = await import('./simulate-against.ts');
      return await compareConfigurations(flags, other);
    }
    if (flags.event !== undefined) {
      const { answerOneEvent } = await import('./simulate-event.ts');
      return await answerOneEvent(flags, flags.event);
    }
    if (flags.services !== undefined && flags.services > 1) {
      const { playServices } = await import('./simulate-services.ts');
      return await playServices(flags, flags.services);
    }
    const { playSimulation } = await import('./simulate-play.ts');
    return await playSimulation(flags);
  } catch (error) {
    // Already reported, with the file's name.
    if (error instanceof CommanderError) throw error;
    reportFailure('greenlight simulate', failureOf(error));
    return 2;
  }
}
