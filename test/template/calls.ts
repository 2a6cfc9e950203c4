import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { secretActions } from '../../src/functions/lazy/read-secret.ts';
import { listerActions } from '../../src/storage/s3/s3-lister.ts';
import { pictureActions } from '../../src/storage/s3/s3-picture-reader.ts';
import { putActions } from '../../src/storage/s3/s3-put.ts';
import { readerActions } from '../../src/storage/s3/s3-reader.ts';
import { writerActions } from '../../src/storage/s3/s3-writer.ts';
import { project } from './tools.ts';

/** A command of the SDK that has code in a bundle. */
export type CarriedCommand = { client: string; command: string };

/** What a bundle can call in AWS. */
export type Calls = {
  /** IAM actions, sorted. */
  actions: string[];
  /** Commands that are in the bundle although nothing of ours names them: parts of a library that we do not use. */
  unused: string[];
};

/** IAM's name of a service, by the name of its client. */
const prefixes: Readonly<Record<string, string>> = {
  acm: 'acm',
  cloudwatch: 'cloudwatch',
  ecr: 'ecr',
  ecs: 'ecs',
  lambda: 'lambda',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  s3: 's3',
  sns: 'sns',
  sqs: 'sqs',
  ssm: 'ssm',
  sts: 'sts',
};

/** What IAM calls the commands that it has no action of the same name for. */
const otherActions: Readonly<Record<string, string>> = {
  'ecr:ListImageReferrers': 'ecr:BatchGetImage',
  'lambda:Invoke': 'lambda:InvokeFunction',
};

/** The clients of Powertools, and what the one method that we use calls: `get`. */
const providers: Readonly<Record<string, string>> = {
  SSMProvider: 'GetParameter',
};

/** Modules that are loaded only if one of these variables is set. */
const gates: Readonly<Record<string, readonly string[]>> = {
  'src/functions/lazy/read-defaults.ts': ['HOOK_DEFAULTS_PARAMETER'],
  'src/functions/lazy/parameters/read-switch.ts': ['CHECK_SWITCHES'],
  'src/functions/lazy/read-parameter.ts': ['SIGNING_KEY_PARAMETER', 'SmokeSecrets'],
  'src/functions/lazy/read-secret.ts': [
    ...['SIGNING_KEY_SECRET_ID', 'SmokeSecrets', 'SLACK_WEBHOOK_SECRET_ID', 'TEAMS_WEBHOOK_SECRET_ID'],
    ...['SLACK_APP_SECRET_ID', 'SLACK_TOKEN_SECRET_ID'],
  ],
  // Not a variable: without the parameter, a suite in S3 is refused by IAM.
  'src/functions/lazy/read-s3-object.ts': ['SmokeSuites'],
  'src/functions/lazy/secret-reader.ts': ['SmokeSecrets'],
  'src/functions/lazy/read-authority.ts': ['SmokeSecrets'],
  'src/storage/s3/s3-picture-reader.ts': ['SCREENSHOTS'],
  'src/functions/lazy/pause/send-kick.ts': ['PAUSE_QUEUE_URL'],
  'src/functions/lazy/deployer-recorder.ts': ['DEPLOYERS'],
  'src/functions/lazy/tag-recorder.ts': ['DEPLOYER_TAG'],
  // Not variables either.
  'src/functions/lazy/metrics/assume-role.ts': ['MetricsRoles', 'AlarmRoles'],
  'src/functions/lazy/metrics/signed-post.ts': ['PrometheusWorkspaces'],
  'src/functions/lazy/http-gate/aws-function-caller.ts': ['HttpGateFunctions'],
};

/** The modules that send signed requests for others. */
const signers: ReadonlySet<string> = new Set([
  'src/storage/s3/s3-request.ts',
  'src/storage/s3/s3-get.ts',
  'src/runtime/aws/json-caller.ts',
]);

/** Requests that we sign ourselves, by the module that makes them. */
const signed: Readonly<Record<string, readonly string[]>> = {
  'src/storage/s3/s3-reader.ts': readerActions,
  'src/storage/s3/s3-lister.ts': listerActions,
  'src/storage/s3/s3-picture-reader.ts': pictureActions,
  'src/storage/s3/s3-put.ts': putActions,
  'src/storage/s3/s3-writer.ts': writerActions,
  'src/functions/lazy/read-secret.ts': secretActions,
  'src/functions/lazy/alarms/post-to-tagging.ts': ['tag:GetResources'],
  // Needed by CloudWatch's PromQL in addition to GetMetricData, which the SDK's command shows.
  'src/functions/lazy/metrics/aws-metric-readers.ts': ['cloudwatch:ListMetrics'],
  'src/functions/lazy/metrics/signed-post.ts': ['aps:QueryMetrics'],
};

/**
 * What a bundle can ask AWS for, read off the bundle: the SDK's commands that have code in it and are named by a module of ours that can be
 * reached, and the requests that we sign ourselves.
 *
 * @param variables - names of the environment variables that the function has
 */
export async function callsOf(metafile: Metafile, variables: ReadonlySet<string>): Promise<Calls> {
  const carried = commandsIn(metafile);
  const own = [...reachable(metafile, variables)].filter(
    (path) => path.startsWith('src/') && bytesOf(metafile, path) > 0,
  );
  const texts = await Promise.all(own.map((path) => readFile(join(project, path), 'utf8')));
  const named = new Set(texts.flatMap((text) => [...text.matchAll(/\bnew (\w+)Command\(/g)].map(([, name]) => name)));
  for (const text of texts) {
    for (const [, provider = ''] of text.matchAll(/\bnew (\w+Provider)\(/g)) named.add(providers[provider]);
    const methods = [...text.matchAll(/\bprovider\.(\w+)\(/g)].map(([, method]) => method);
    if (methods.some((method) => method !== 'get')) throw new Error(`a provider is asked for ${methods.join()}`);
  }
  for (const path of own.filter((one) => importsOf(metafile, one).some((module) => signers.has(module)))) {
    if (!signed[path] && !signers.has(path))
      throw new Error(`${path} signs requests and does not say which actions they need`);
  }
  const actions = [
    ...carried
      .filter(({ command }) => named.has(command))
      .map(({ client, command }) => `${prefixes[client]}:${command}`)
      .map((action) => otherActions[action] ?? action),
    ...own.flatMap((path) => signed[path] ?? []),
  ];
  return {
    actions: [...new Set(actions)].sort(),
    unused: carried.filter(({ command }) => !named.has(command)).map(({ client, command }) => `${client}:${command}`),
  };
}

function commandsIn({ outputs }: Metafile): CarriedCommand[] {
  const found = new Map<string, CarriedCommand>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const [, client = '', command = ''] =
        /@aws-sdk\/client-([\w-]+)\/.*\/commands\/(\w+)Command\.js$/.exec(path) ?? [];
      if (command && bytesInOutput > 0) found.set(`${client}:${command}`, { client, command });
    }
  }
  return [...found.values()].sort((left, right) => left.command.localeCompare(right.command));
}

function bytesOf({ outputs }: Metafile, path: string): number {
  return Object.values(outputs).reduce((sum, { inputs }) => sum + (inputs[path]?.bytesInOutput ?? 0), 0);
}

function importsOf({ inputs }: Metafile, path: string): string[] {
  return inputs[path]?.imports.filter(({ external }) => !external).map((one) => one.path) ?? [];
}

/** All modules that the entry point leads to, without going through a gate that is closed. */
function reachable(metafile: Metafile, variables: ReadonlySet<string>): Set<string> {
  // What is imported when it is needed has an entry point too.
  const [, entry] = Object.entries(metafile.outputs).find(([output]) => output.endsWith('/index.mjs')) ?? [];
  const seen = new Set<string>();
  const queue = [entry?.entryPoint ?? ''];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const isOpen = gates[path]?.some((variable) => variables.has(variable)) ?? true;
    if (seen.has(path) || !isOpen) continue;
    seen.add(path);
    queue.push(...importsOf(metafile, path));
  }
  if (seen.size < 2) throw new Error(`nothing is reached from ${dirname(entry?.entryPoint ?? 'no entry point')}`);
  return seen;
}
