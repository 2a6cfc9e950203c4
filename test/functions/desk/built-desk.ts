import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, onTestFinished } from 'vitest';
import { signLink } from '../../../src/approval/link/link.ts';
import { type ApprovalRequest, formatRequest, parseRequest } from '../../../src/approval/request/request.ts';
import { fillIn, key, newRequest, signingKeys } from '../../helpers/approval.ts';
import { builtFunctions } from '../../helpers/built-functions.ts';
import { type HttpApiAnswer, httpApiEvent, runFunction } from '../deployed.ts';
import { type MemoryAws, startMemoryAws } from './memory-aws.ts';

export type BuiltDesk = {
  aws: MemoryAws;
  link: string;
  ask(method: string, path: string, body?: string, changes?: Record<string, unknown>): Promise<HttpApiAnswer>;
  /** Opens the link and sends its form. */
  decide(fields: Record<string, string>): Promise<HttpApiAnswer>;
  request(): ApprovalRequest;
  output(): string;
};

/** The desk as it is deployed, each in a separate process, over AWS in memory with one pending request. */
export function useBuiltDesk(): (faults?: MemoryAws['fault']) => Promise<BuiltDesk> {
  let folder = '';
  beforeAll(async () => {
    folder = await builtFunctions();
    // A busy machine is not a failure.
  }, 120_000);

  return async (fault = () => 'serve') => {
    const secret = JSON.stringify({ current: 'k1', ...Object.fromEntries(signingKeys.secrets) });
    const aws = await startMemoryAws(secret);
    aws.fault = fault;
    const now = new Date();
    const deadline = new Date(now.getTime() + 3_600_000);
    aws.objects.set(key, formatRequest(newRequest({ now, deadline, reviewers: ['ana@example.com'] })));
    aws.objects.set(key.replace('approvals/', 'open/'), '');
    const running = await runFunction(pathToFileURL(join(folder, 'desk/index.mjs')).href, {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      LEDGER_BUCKET: 'ledger',
      DESK_URL: 'https://desk.example.com',
      SIGNING_KEY_SECRET_ID: 'greenlight/signing-key',
      POWERTOOLS_SERVICE_NAME: 'desk',
    });
    onTestFinished(() => running.stop());
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
      output: running.output,
    };
  };
}
