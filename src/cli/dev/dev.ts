import { Command } from 'commander';
import { helpText } from '../command/help-text.ts';
import { addOwnHookFlags } from '../simulate/own-hook-flags.ts';
import { addSandboxFlags, port } from '../simulate/sandbox-flags.ts';
import type { ModuleFlag } from '../simulate/simulate-flags.ts';
import type { DevFlags } from './run-dev.ts';

/** `greenlight dev`: the sandbox with your own hooks, which are reloaded when they are rebuilt. */
export function devCommand(): Command {
  const hooks: ModuleFlag[] = [];
  const command = new Command('dev').description(
    'Run your own hooks in the sandbox, and reload them when they are rebuilt',
  );
  addOwnHookFlags(command, hooks, [
    '--hook <file[#export][@STAGE,...]>',
    'a module with a handler, and where ECS calls it (export: handler or lambdaHandler; stage: POST_TEST_TRAFFIC_SHIFT); repeatable',
  ]).option('--with-greenlight', "attach Greenlight's own three hooks as well");
  return addSandboxFlags(command)
    .option('--ecs-port <n>', 'the ECS API, for AWS_ENDPOINT_URL_ECS', port, 8092)
    .addHelpText('after', about)
    .action(async (flags: DevFlags) => {
      const { runDev } = await import('./run-dev.ts');
      process.exitCode = await runDev(flags, hooks);
    });
}

const about = helpText({
  notes: 'A flag that begins with --hook- applies to the preceding --hook.',
  exitCodes: '0 stopped with Ctrl-C, 1 something did not stop as expected, 2 it could not start',
  examples: [
    'greenlight dev --hook ./dist/my-hook/index.mjs',
    `greenlight dev --hook ./my-hook.mjs@POST_TEST_TRAFFIC_SHIFT,PRODUCTION_TRAFFIC_SHIFT --hook-details '{"path": "/health"}'`,
    'greenlight dev --hook ./my-hook.mjs --env LOG_LEVEL=DEBUG --with-greenlight --speed 60',
  ],
});
