import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import type { functionNames } from '../../../scripts/build.ts';
import type { Report } from '../../../src/hook/report.ts';
import { builtFunctions } from '../../helpers/built-functions.ts';
import { type RunningFunction, runFunction } from '../deployed.ts';

/**
 * @param operation - The name of a call in JSON, such as `DescribeServiceRevisions`; undefined for the query protocol
 * @param region - The Region that the request was signed for
 */
export type AnswerAws = (
  operation: string | undefined,
  body: string,
  region: string | undefined,
) => { type: string; body: string; status?: number };

export type BuiltHooks = {
  /** Every report that was written, oldest first. */
  reports: readonly Report[];
  /** Runs a function with this AWS and this environment until the tests of the block are over. */
  start(name: (typeof functionNames)[number], environment?: Record<string, string>): Promise<RunningFunction>;
};

/** The built functions for the tests of a block, and their AWS: S3 accepts every report and has no object; `answer` answers everything else. */
export function useBuiltHooks(answer: AnswerAws): BuiltHooks {
  const reports: Report[] = [];
  const running: RunningFunction[] = [];
  let folder = '';
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (request.method === 'PUT') {
      reports.push(JSON.parse(body) as Report);
      response.end();
      return;
    }
    const [, region] = /Credential=[^/]+\/\d+\/([^/]+)/.exec(request.headers.authorization ?? '') ?? [];
    const answered = answer(request.headers['x-amz-target']?.toString().split('.').at(-1), body, region);
    response.writeHead(answered.status ?? 200, { 'content-type': answered.type }).end(answered.body);
  });
  // It builds all functions.
  beforeAll(async () => {
    folder = await builtFunctions();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  }, 90_000);
  afterAll(async () => {
    await Promise.all(running.map((each) => each.stop()));
    server.closeAllConnections();
    server.close();
  });
  return {
    reports,
    async start(name, environment = {}) {
      const started = await runFunction(pathToFileURL(join(folder, `${name}/index.mjs`)).href, {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        AWS_REGION: 'us-west-2',
        AWS_ACCESS_KEY_ID: 'testing',
        AWS_SECRET_ACCESS_KEY: 'testing',
        LEDGER_BUCKET: 'ledger',
        POWERTOOLS_SERVICE_NAME: name,
        // Of hooks that ask people.
        NOTIFICATIONS_TOPIC_ARN: 'arn:aws:sns:us-west-2:123456789012:notifications',
        DESK_URL: 'https://desk.example',
        SIGNING_KEY_SECRET_ID: 'signing-key',
        ...environment,
      });
      running.push(started);
      return started;
    },
  };
}
