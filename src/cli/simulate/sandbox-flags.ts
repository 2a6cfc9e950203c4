import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Switches } from '../../controller/switches.ts';
import { type ListenerShape, listenerShapes, shapeWords } from '../../sandbox/load-balancer/shapes.ts';
import type { MovedPort } from '../../sandbox/servers/free-ports.ts';
import type { SandboxPorts } from '../../sandbox/surroundings.ts';
import { profileHelp, readProfile } from '../profile/read-profile.ts';
import { wholeNumber } from './simulate-flags.ts';

/** The flags of every command that starts the sandbox. */
export type SandboxFlags = {
  listener?: ListenerShape;
  folder?: string;
  speed?: number;
  productionPort?: number;
  testPort?: number;
  dashboardPort?: number;
  deskPort?: number;
  /** The switches in it. */
  profile?: Partial<Switches>;
};

export function addSandboxFlags(command: Command): Command {
  return command
    .option(
      '--folder <folder>',
      'where the service, its mails and the ledger are kept (default: .greenlight/local, or .greenlight/local-<listener>)',
    )
    .addOption(listenerOption())
    .option('--profile <file>', profileHelp, readProfile)
    .option('--speed <factor>', 'how many times faster than real time (default: 20)', wholeNumber(1, 1000))
    .option('--production-port <n>', 'the production listener; 0 is any free port (default: 8080)', port)
    .option('--test-port <n>', 'the test listener (default: 8081)', port)
    .option('--dashboard-port <n>', 'the dashboard and the mailbox (default: 8090)', port)
    .option('--desk-port <n>', 'the approval desk (default: 8091)', port);
}

export function listenerOption(): Option {
  const words = listenerShapes.map((shape) => `${shape}, ${shapeWords[shape]}`).join('; ');
  const what = `where the test rule is, and what else answers there (default: own): ${words}`;
  return new Option('--listener <kind>', what).choices(listenerShapes);
}

/** Where the sandbox keeps its service, unless somebody says otherwise: a service keeps its listeners. */
export function folderOf({ folder, listener = 'own' }: Pick<SandboxFlags, 'folder' | 'listener'>): string {
  return folder ?? join('.greenlight', listener === 'own' ? 'local' : `local-${listener}`);
}

/** Only the given values: the sandbox has its own defaults. */
export function portsOf({ productionPort, testPort, dashboardPort, deskPort }: SandboxFlags): Partial<SandboxPorts> {
  const given = { production: productionPort, test: testPort, dashboard: dashboardPort, desk: deskPort };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** A paragraph that says which default ports are in use by something else; empty if none is. */
export function formatMovedPorts(moved: readonly MovedPort<keyof SandboxPorts>[]): string {
  if (moved.length === 0) return '';
  const lines = moved.map(
    ({ name, wanted, port }) => `  Port ${wanted} is in use, so ${nouns[name]} has ${port === 0 ? 'another' : port}.`,
  );
  return `\n${lines.join('\n')}\n`;
}

const nouns = {
  production: 'the production listener',
  test: 'the test listener',
  dashboard: 'the dashboard',
  desk: 'the approval desk',
} as const;

/** 0 is any free one. */
export function port(text: string): number {
  return wholeNumber(0, 65_535)(text);
}

/** `KEY=VALUE`, or `KEY` for the value that it has in `surrounding`. */
export function readEnvFlag(
  text: string,
  before: Readonly<Record<string, string>>,
  surrounding: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const [, name = '', given] = /^([A-Za-z_][A-Za-z0-9_]*)(?:=(.*))?$/s.exec(text) ?? [];
  // The value may be a secret: only the part before the = is repeated.
  if (name === '')
    throw new InvalidArgumentError(`"${text.split('=', 1)[0]}" is not the name of a variable; write KEY=VALUE`);
  const value = given ?? surrounding[name];
  if (value === undefined) throw new InvalidArgumentError(`${name} is not set here; write ${name}=VALUE`);
  return { ...before, [name]: value };
}
