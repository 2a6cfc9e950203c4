import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { filterFor } from '../../../src/approval/notice/filter/reach-of-filter.ts';
import { secretAccessKey, startIamApi } from '../../cli/desk-api.ts';
import { runCli } from '../../cli/run-cli.ts';
import type { BucketPolicy } from '../../cli/verify/ledger-policy.ts';
import { startS3Door } from '../../cli/verify/s3-door.ts';
import { serve } from '../../cli/verify/serve.ts';
import type { Ministack } from '../../helpers/ministack.ts';
import { askApi } from './reviewer.ts';
import { addVariables, invokeDeployed, stackName } from './stack.ts';

/**
 * Holds `greenlight verify` against the deployed stack: it proves a good one, finds each fault of a broken one, and leaves nothing behind. ministack enforces no permission,
 * so two stand-ins do what AWS does in front of it:
 *
 * - In front of S3, the policy that the bucket has in ministack is evaluated with its conditions.
 * - In front of the desk's API, signatures are checked on the route of IAM, and the signer is passed to the desk. All other routes are ministack's. The address
 *   of the desk in the stack's outputs is that of this stand-in, because names under amazonaws.com are not looked up here.
 */
export async function verifyDeployed(aws: Ministack, output: (name: string) => string): Promise<void> {
  const chi = 'chi@example.com';
  const Attributes = { FilterPolicyScope: 'MessageAttributes', FilterPolicy: filterFor(chi, { shared: false }) };
  const TopicArn = output('NotificationsTopicArn');
  await new SNSClient(aws.clientConfig).send(
    new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: chi, Attributes }),
  );
  const { verify, s3, stop } = await startVerify(aws, output);
  const Bucket = output('LedgerBucket');
  const versions = async () => {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    return [Versions.length, DeleteMarkers.length];
  };
  const before = await versions();

  const good = await verify('--mail', chi);
  const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  const desk = await addVariables(aws, output('DeskFunctionArn'), { SIGNING_KEY_SECRET_ID: 'gone' });
  await addVariables(aws, output('GateHookArn'), { LEDGER_BUCKET: undefined });
  const broken = await verify();
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  await addVariables(aws, output('DeskFunctionArn'), { ...desk, SIGNING_KEY_SECRET_ID: output('SigningKeySecretArn') });
  await addVariables(aws, output('GateHookArn'), { LEDGER_BUCKET: Bucket });
  await stop();

  const notDeployed = ['announcer', 'skipped', 'not deployed'];
  expect(good.notProved, aws.output()).toEqual([notDeployed]);
  expect(good).toMatchObject({ code: 0, left: [] });
  expect(broken.notProved).toEqual([
    // It says itself what is missing, and holds up no rollback.
    ['hook-gate-details', 'failed', 'for another reason'],
    notDeployed,
    ['desk-forged-link', 'failed', 'status 503'],
    ['desk-unknown-link', 'failed', 'status 503'],
    ['ledger-link', 'failed', 'accepted'],
    ['ledger-functions', 'failed', '5 need none'],
    ['mail-sent', 'skipped', 'not asked for'],
  ]);
  expect(broken).toMatchObject({ code: 1, left: [] });
  expect(await versions()).toEqual(before);
}

type VerifyRow = { id: string; result: string; happened: string };

async function startVerify(aws: Ministack, output: (name: string) => string) {
  const [deskUrl, Bucket] = [output('DeskUrl'), output('LedgerBucket')];
  const caller = `arn:aws:sts::${aws.account}:assumed-role/pipeline/verify`;
  const invokeDesk = invokeDeployed(aws, output('DeskFunctionArn'));
  const api = await startIamApi(
    async (event) => (hasSigner(event) ? invokeDesk(event) : askApi(aws, deskUrl, requestOf(event))),
    { [aws.account]: caller },
  );
  const s3 = new S3Client(aws.clientConfig);
  const policy = async () => {
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket })).catch(() => ({ Policy: undefined }));
    return Policy === undefined ? undefined : (JSON.parse(Policy) as BucketPolicy);
  };
  const env = {
    ...{ AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: aws.region },
    ...{ AWS_ACCESS_KEY_ID: aws.account, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    AWS_ENDPOINT_URL_S3: await startS3Door({ endpoint: aws.endpoint, caller, policy }),
    AWS_ENDPOINT_URL_CLOUDFORMATION: await withOtherAddress(aws.endpoint, deskUrl, api.url),
  };
  return {
    s3,
    stop: () => api.stop(),
    async verify(...flags: readonly string[]) {
      const { code, stdout, stderr } = await runCli(['verify', '--stack', stackName, '-o', 'json', ...flags], { env });
      if (stdout === '') throw new Error(stderr);
      const { proofs, left } = JSON.parse(stdout) as { proofs: VerifyRow[]; left: unknown[] };
      const notProved = proofs.filter(({ result }) => result !== 'proved');
      return { code, left, notProved: notProved.map(({ id, result, happened }) => [id, result, happened]) };
    },
  };
}

type HttpEvent = {
  rawPath: string;
  headers: Record<string, string>;
  body?: string;
  requestContext: { authorizer?: unknown; http: { method: string } };
};

function hasSigner(event: unknown): boolean {
  return (event as HttpEvent).requestContext.authorizer !== undefined;
}

function requestOf(event: unknown) {
  const { rawPath: path, headers, body, requestContext } = event as HttpEvent;
  const { host: _host, ...sent } = headers;
  const { method } = requestContext.http;
  return { method, path, headers: sent, ...(body !== undefined && { body: Buffer.from(body, 'base64').toString() }) };
}

/** CloudFormation with another address in its answers. */
function withOtherAddress(endpoint: string, address: string, other: string): Promise<string> {
  return serve(async (request, body) => {
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const headers = { authorization, 'content-type': type };
    const answer = await fetch(endpoint + (request.url ?? '/'), { method: 'POST', headers, body: body.toString() });
    const text = await answer.text();
    return { status: answer.status, headers: { 'content-type': 'text/xml' }, body: text.replaceAll(address, other) };
  });
}
