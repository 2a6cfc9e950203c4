import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureNpmFolder } from '../../scripts/npm-folder.ts';
import { cdkPackages } from '../../scripts/package/cdk-packages.ts';
import type { TemplateTools } from '../template/tools.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Powertools Tracer contains CommonJS, which calls `require`. */
const banner = `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`;

export type Bundler = keyof typeof bundlers;

/** How each builds the project, and the file that Lambda would load. */
const bundlers = {
  esbuild: {
    command: `esbuild src/queue-gate.ts --bundle --platform=node --target=node22 --format=esm --outfile=out/esbuild/index.mjs --log-level=warning`,
    flags: [`--banner:js=${banner}`],
    built: 'out/esbuild/index.mjs',
  },
  tsdown: { command: 'tsdown', flags: [], built: 'out/tsdown/queue-gate.mjs' },
  webpack: { command: 'webpack', flags: [], built: 'out/webpack/index.cjs' },
  NodejsFunction: { command: 'node synth.mjs', flags: [], built: 'out/cdk/asset.*/index.js' },
  'sam build': { command: '', flags: [], built: 'out/sam/QueueGate/queue-gate.js' },
};

export const bundlerNames = Object.keys(bundlers) as Bundler[];

/** The versions of Node.js that Lambda has a runtime for, and where they are here; undefined if one is not available. */
export async function lambdaNodes(): Promise<Record<22 | 24, string | undefined>> {
  const others = await ensureNpmFolder({ name: 'other-nodes', manifests: 'tools/other-nodes' });
  const node22 = join(others, 'node_modules/node22/bin/node');
  return { 22: existsSync(node22) ? node22 : undefined, 24: process.execPath };
}

export type BuiltProject = {
  /** Absolute. */
  fileOf(bundler: Bundler): string;
  /** What the compiler objects to. */
  types(): Promise<string>;
  remove(): Promise<void>;
};

/**
 * Copies tools/bundlers/project and the package to where the bundlers are, and builds it with every one.
 *
 * @param installed - the node_modules of a project in which the package has been installed
 * @param sam - without it, `sam build` is left out
 */
export async function buildProject(installed: string, sam: TemplateTools | undefined): Promise<BuiltProject> {
  const tools = await ensureNpmFolder({ name: 'bundlers', manifests: 'tools/bundlers' });
  const folder = await mkdtemp(join(tools, 'project-'));
  const env = {
    ...process.env,
    PATH: [join(tools, 'node_modules/.bin'), join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
    NO_COLOR: '1',
  };
  const start = (command: string, ...flags: string[]) => {
    const [program = '', ...rest] = command.split(' ');
    return run(program, [...rest, ...flags], { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 });
  };
  await cp(join(root, 'tools/bundlers/project'), folder, { recursive: true });
  await cp(installed, join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  await symlink(join(await cdkPackages(), 'node_modules/aws-cdk-lib'), join(folder, 'node_modules/aws-cdk-lib'));
  const commands = Object.values(bundlers).filter(({ command }) => command !== '');
  await Promise.all(commands.map(({ command, flags }) => start(command, ...flags)));
  // SAM would install the packages again.
  await rm(join(folder, 'package.json'));
  if (sam !== undefined) {
    const flags = ['build', '--build-in-source', '--build-dir', 'out/sam'];
    const { code, output } = await sam.sam(flags, { cwd: folder, env: { PATH: env.PATH } });
    if (code !== 0) throw new Error(`sam build failed:\n${output}`);
  }
  // Lambda finds no package.json next to a bundle.
  await writeFile(join(folder, 'out/package.json'), '{}');
  return {
    fileOf: (bundler) => join(folder, globSync(bundlers[bundler].built, { cwd: folder })[0] ?? `no ${bundler}`),
    types: async () => (await start('tsc -p . --singleThreaded').catch((error) => error)).stdout,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export type Invoked = {
  answers: unknown[];
  /** What was logged, with Powertools' metrics. */
  lines: Record<string, unknown>[];
  /** What arrived at X-Ray's daemon. */
  segments: Record<string, unknown>[];
};

/** The trace that Lambda says it is in. */
export const traceId = '1-69287f00-0123456789abcdef01234567';

/** Calls what was built with these events, one after the other, in a process of its own with what Lambda's environment has. */
export async function invokeBuilt(node: string, file: string, events: readonly unknown[]): Promise<Invoked> {
  const daemon = createSocket('udp4');
  const segments: Record<string, unknown>[] = [];
  daemon.on('message', (message) => segments.push(JSON.parse(message.toString().split('\n')[1] ?? '')));
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  const env = {
    PATH: process.env['PATH'] ?? '',
    AWS_REGION: 'us-west-2',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs',
    AWS_LAMBDA_FUNCTION_NAME: 'queue-gate',
    LAMBDA_TASK_ROOT: root,
    _HANDLER: 'queue-gate.handler',
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${(daemon.address() as AddressInfo).port}`,
    _X_AMZN_TRACE_ID: `Root=${traceId};Parent=0123456789abcdef;Sampled=1`,
    POWERTOOLS_LOG_LEVEL: 'DEBUG',
  };
  try {
    const invoke = join(root, 'tools/bundlers/invoke.mjs');
    const { stdout, stderr } = await run(node, [invoke, file, JSON.stringify(events)], { env });
    const written = `${stdout}${stderr}`.trimEnd().split('\n');
    const answers = written.filter((line) => line.startsWith('answer: ')).map((line) => JSON.parse(line.slice(8)));
    return { answers, segments, lines: written.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)) };
  } finally {
    daemon.close();
  }
}
