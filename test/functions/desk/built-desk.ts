import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { signLink } from '../../../src/approval/link/link.ts';
import { type ApprovalRequest, formatRequest, parseRequest } from '../../../src/approval/request/request.ts';
import { fillIn, key, newRequest, signingKeys } from '../../helpers/approval.ts';
import { builtFunctions } from '../../helpers/built-functions.ts';
import { type HttpApiAnswer, httpApiEvent, type RunningFunction, runFunction } from '../deployed.ts';
import { type MemoryAws, startMemoryAws } from './memory-aws.ts';

export type BuiltDesk = {
  aws: MemoryAws;
  link: string;
  ask(method: string, path: string, body?: string, changes?: Record<string, unknown>): Promise<HttpApiAnswer>;
  /** Opens the link and sends its form. */
  decide(fields: Record<string, string>): Promise<HttpApiAnswer>;
  request(): ApprovalRequest;
  /** What the function has written since this test began. */
  output(): string;
};

/** What stops with the test, or with the file if several tests share it. */
export type AtEnd = (stop: () => void | Promise<void>) => void;

/**
 * The desk as it is deployed, in a separate process, over AWS in memory with one pending request.
 *
 * @returns `shared` is one process for all tests of the file, each of which finds only its own pending request; `own` is a new process
 */
export function useBuiltDesk() {
  let folder = '';
  let one: Promise<StartedDesk> | undefined;
  const stops: (() => void | Promise<void>)[] = [];
  beforeAll(async () => {
    folder = await builtFunctions();
    // A busy machine is not a failure.
  }, 120_000);
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  return {
    async shared(): Promise<BuiltDesk> {
      one ??= startDesk(
        folder,
        () => 'serve',
        (stop) => stops.push(stop),
      );
      return pendingAt(await one);
    },
    async own(fault: MemoryAws['fault'], atEnd: AtEnd): Promise<BuiltDesk> {
      return pendingAt(await startDesk(folder, fault, atEnd));
    },
  };
}

/** The variables of the deployed desk. */
export function variablesOf(aws: MemoryAws): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    LEDGER_BUCKET: 'ledger',
    DESK_URL: 'https://desk.example.com',
    SIGNING_KEY_SECRET_ID: 'greenlight/signing-key',
  };
}

type StartedDesk = { aws: MemoryAws; running: RunningFunction };

async function startDesk(folder: string, fault: MemoryAws['fault'], atEnd: AtEnd): Promise<StartedDesk> {
  const aws = await startMemoryAws(
    JSON.stringify({ current: 'k1', ...Object.fromEntries(signingKeys.secrets) }),
    atEnd,
  );
  aws.fault = fault;
  const running = await runFunction(pathToFileURL(join(folder, 'desk/index.mjs')).href, {
    ...variablesOf(aws),
    POWERTOOLS_SERVICE_NAME: 'desk',
  });
  atEnd(() => running.stop());
  return { aws, running };
}

/** Replaces everything that is stored with one pending request. */
function pendingAt({ aws, running }: StartedDesk): BuiltDesk {
  const now = new Date();
  const deadline = new Date(now.getTime() + 3_600_000);
  aws.objects.clear();
  aws.objects.set(key, formatRequest(newRequest({ now, deadline, reviewers: ['ana@example.com'] })));
  aws.objects.set(key.replace('approvals/', 'open/'), '');
  const before = running.output().length;
  const link = `/a/${signLink(signingKeys, { key, reviewer: 'ana@example.com', expiresAt: deadline })}`;
  const ask: BuiltDesk['ask'] = async (method, path, body, changes = {}) =>
    (await running.invoke({ ...httpApiEvent(method, path, body), ...changes })) as HttpApiAnswer;
  return {
    ...{ aws, link, ask },
    async decide(fields) {
      const page = (await ask('GET', link)).body;
      return ask('POST', link, String(fillIn(page, fields).body));
    },
    request: () => parseRequest(aws.objects.get(key) ?? `nothing is stored at ${key}`),
    output: () => running.output().slice(before),
  };
}
