import { isFinal } from '../../controller/ecs/resources.ts';
import { personWatching } from '../../sandbox/pace.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { folderOf, formatMovedPorts, portsOf } from '../simulate/sandbox-flags.ts';
import { type DemoFlags, speedToWatch } from './demo-flags.ts';
import { installLogged } from './logged-hooks.ts';
import { openBrowser } from './open-browser.ts';

/**
 * Runs the sandbox until Ctrl-C.
 *
 * @throws {MisuseError} if a flag has no effect without `--play`; otherwise as {@link startSandbox}
 */
export async function showDemo(flags: DemoFlags, advise: (flag: string) => string): Promise<void> {
  const { listener = 'own', speed = speedToWatch, strategy } = flags;
  const folder = folderOf(flags);
  if (strategy !== undefined)
    throw new MisuseError('--strategy needs --play; without it, choose the strategy on the page, next to Deploy');
  const sandbox = await startSandbox({
    ...{ folder, speed, listener, ports: portsOf(flags), install: installLogged(folder), onlooker: personWatching },
    ...(flags.profile && { switches: flags.profile }),
    advise,
  });
  process.stdout.write(`
  Greenlight's sandbox runs. Open it and press Deploy:

    dashboard         ${sandbox.urls.dashboard}/
${formatDoors(sandbox)}
    mailbox           ${sandbox.urls.dashboard}/mailbox
    channel           ${sandbox.urls.dashboard}/channel
${formatMovedPorts(sandbox.movedPorts)}
  Its clock runs ${speed} times as fast as yours, and as fast as yours while you are asked. Kept in ${folder}. Ctrl-C ends it.

`);
  const { platform, env } = process;
  if (flags.open !== false) {
    openBrowser(`${sandbox.urls.dashboard}/`, { platform, env, isTerminal: process.stdout.isTTY === true });
  }
  await interrupted();
  process.stdout.write(`\n  Stopped. Nothing is left running.${formatInterrupted(sandbox)}\n`);
  await sandbox.stop();
}

function formatDoors(sandbox: Sandbox): string {
  const command = sandbox.testCommand();
  const lines = sandbox.doors().map(({ name, url }) => `    ${name.padEnd(17)} ${url}/`);
  return [...lines, ...(command === undefined ? [] : [`    ${'test'.padEnd(17)} ${command}`])].join('\n');
}

/** What the end of the sandbox does to the deployment that runs. */
function formatInterrupted(sandbox: Sandbox): string {
  const { view, versionOf } = sandbox.read();
  if (view.deployment === undefined || isFinal(view.deployment.status)) return '';
  return ` The deployment of ${versionOf(view.deployment.targetRevisionArn)} is stopped with it.`;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
