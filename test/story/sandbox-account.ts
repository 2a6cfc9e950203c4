import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startEcsApi } from '../../src/controller/ecs-api/start-ecs-api.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { HttpApiFunction } from '../../src/sandbox/servers/http-api.ts';
import { fileStore } from '../../src/storage/file/file-store.ts';
import { secretAccessKey, startIamApi } from '../cli/desk-api.ts';
import { runCli } from '../cli/run-cli.ts';

/**
 * A running sandbox as an AWS account that `greenlight` can be pointed at: its stack, its ledger to read, its ECS, and API Gateway's route for
 * decisions in front of its desk.
 *
 * @param identity - the ARN of the person at the terminal
 */
export async function sandboxAccount(
  { sandbox, folder, desk }: { sandbox: Sandbox; folder: string; desk: HttpApiFunction },
  identity: string,
) {
  const ecs = await startEcsApi({ controllers: [sandbox.controller] });
  const api = await startIamApi((event) => desk(event as Parameters<HttpApiFunction>[0]), { AKIA: identity });
  const store = fileStore(join(folder, 'ledger'));
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://aws');
    const body = await text(request);
    const signal = AbortSignal.timeout(10_000);
    if (new URLSearchParams(body).get('Action') === 'DescribeStacks') {
      response.end(stackOf({ ...notNeeded, DeskUrl: api.url, LedgerBucket: 'ledger' }));
    } else if (searchParams.has('list-type')) {
      const keys = await store.list(searchParams.get('prefix') ?? '', signal);
      response.end(`<ListBucketResult>${keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('')}
<KeyCount>${keys.length}</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>`);
    } else {
      const found = await store.read(decodeURIComponent(pathname.replace('/ledger/', '')), signal);
      if (found) response.setHeader('etag', found.etag).setHeader('last-modified', found.lastModified.toUTCString());
      response.writeHead(found ? 200 : 404).end(found?.body ?? '<Error><Code>NoSuchKey</Code></Error>');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ AWS_ENDPOINT_URL_ECS: ecs.endpoint, AWS_REGION: sandbox.controller.serviceArn.split(':')[3] ?? '' },
    ...{ AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: secretAccessKey },
  };
  return {
    run: (...words: readonly string[]) => runCli(words, { env: environment }),
    async stop() {
      server.closeAllConnections();
      server.close();
      await api.stop();
      await ecs.stop();
    },
  };
}

/** Outputs that a stack of this version has, and that no command here uses. */
const notNeeded = {
  ...{ ApprovalHookArn: 'arn', SmokeHookArn: 'arn', AlarmHookArn: 'arn' },
  ...{ HookInvokeRoleArn: 'arn', NotificationsTopicArn: 'arn' },
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
function stackOf(outputs: Readonly<Record<string, string>>): string {
  const members = Object.entries(outputs).map(
    ([name, value]) => `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>greenlight</StackName>
<StackId>arn:aws:cloudformation:us-east-1:123456789012:stack/greenlight/1</StackId><StackStatus>CREATE_COMPLETE</StackStatus>
<CreationTime>2026-11-22T14:00:00Z</CreationTime><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult>
</DescribeStacksResponse>`;
}
