import { Command, Option } from 'commander';
import { stories } from '../../sandbox/story/stories.ts';
import { helpText } from '../command/help-text.ts';
import { profileHelp, readProfile } from '../profile/read-profile.ts';
import { listenerOption, port } from '../simulate/sandbox-flags.ts';
import { wholeNumber } from '../simulate/simulate-flags.ts';
import { type DemoFlags, demoStrategies, speedToPlay, speedToWatch } from './demo-flags.ts';

/**
 * `greenlight demo`: the sandbox, interactive or playing a story unattended.
 *
 * @param env shows whether npm started the command, which changes how its flags are passed
 */
export function demoCommand(env: Readonly<Record<string, string | undefined>> = process.env): Command {
  const isNpm = isRunByNpm(env);
  const name = isNpm ? 'npm run demo --' : 'greenlight demo';
  const longest = `${name} --play smoke-fails`.length;
  const advise = (flag: string) => (isNpm ? `run ${name} ${flag}` : `pass ${flag}`);
  const command = new Command('demo')
    .description('Run a small shop with gated deployments on this computer')
    .addOption(new Option('--play <story>', 'play one story unattended, then exit').choices([...stories, 'clicks']))
    .addOption(
      new Option('--strategy <strategy>', 'with --play, how the story is deployed (default: blue-green)').choices(
        Object.keys(demoStrategies),
      ),
    )
    .addOption(listenerOption())
    .option('--no-open', 'do not open the page in a browser; nothing is opened in CI or without a terminal either')
    .option(
      '--folder <folder>',
      'where the service, its mails and the ledger are kept (default: .greenlight/local, or .greenlight/local-<listener>; with --play a new one)',
    )
    .option('--profile <file>', profileHelp, readProfile)
    .option(
      '--speed <factor>',
      `how many times faster than real time (default: ${speedToWatch}; with --play ${speedToPlay})`,
      wholeNumber(1, 1000),
    )
    .option(
      '--production-port <n>',
      'the production listener (default: 8080, or a free one if that is in use; with --play any free port, as for the others)',
      port,
    )
    .option('--test-port <n>', 'the test listener (default: 8081)', port)
    .option('--dashboard-port <n>', 'the dashboard and the mailbox (default: 8090)', port)
    .option('--desk-port <n>', 'the approval desk (default: 8091)', port)
    .addHelpText(
      'after',
      helpText({
        exitCodes:
          '0 stopped with Ctrl-C, or the story ended as expected, 1 the story ended in another way, 2 it could not start',
        examples: [
          `${name.padEnd(longest)}  open the printed address and press Deploy`,
          `${`${name} --play approve`.padEnd(longest)}  a release that is approved`,
          `${`${name} --play clicks`.padEnd(longest)}  a browser that presses each filled button`,
          `${`${name} --play smoke-fails`.padEnd(longest)}  a release that its smoke test stops`,
          `${`${name} --listener header`.padEnd(longest)}  a test rule that a browser does not reach`,
        ],
      }),
    );
  return command.action(async (flags: DemoFlags) => {
    const { runDemo } = await import('./run-demo.ts');
    await runDemo(flags, advise);
  });
}

/** Whether `npm run demo` started the command: then npm passes on only the flags after `--`. */
export function isRunByNpm(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['npm_lifecycle_event'] === 'demo';
}

export const npmAdvice =
  '\n  npm keeps the flags before "--" for itself; write for example: npm run demo -- --play approve --speed 60';
