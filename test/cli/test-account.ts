import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type ApprovalRequest, formatRequest, parseRequest } from '../../src/approval/request/request.ts';
import { parseDeploymentArn } from '../../src/cli/deployment/deployment-name.ts';
import { startEcsApi } from '../../src/controller/ecs-api/start-ecs-api.ts';
import type { Report } from '../../src/hook/report.ts';
import { openKey, reportKey, requestKey } from '../../src/storage/keys.ts';
import type { Played } from '../controller/play.ts';
import { deployInto } from '../functions/deployed.ts';
import { newRequest, subject } from '../helpers/approval.ts';
import { motoClientConfig } from '../helpers/moto.ts';
import { type DeskApi, secretAccessKey, startDeskApi } from './desk-api.ts';
import { type Run, runCli, runCliProcess } from './run-cli.ts';

/** Everything that the commands call: ECS from our controller, everything else from moto, and the desk's own function. */
export type TestAccount = {
  environment: Record<string, string>;
  desk: DeskApi;
  run(...words: readonly string[]): Promise<Run>;
  /** Runs as a program of its own until the text is printed, and then sends what Ctrl-C sends. */
  interrupt(said: string, ...words: readonly string[]): Promise<Run>;
  /** Puts a request of a deployment into the ledger; open for an hour by default. */
  ask(serviceDeploymentArn: string, changes?: Partial<ApprovalRequest>, stage?: string): Promise<string>;
  report(serviceDeploymentArn: string, report: Partial<Report>): Promise<void>;
  log(group: string, at: Date, ...lines: readonly string[]): Promise<void>;
  request(key: string): Promise<ApprovalRequest>;
  stop(): Promise<void>;
};

export const identities = {
  AKIAEVE: 'arn:aws:sts::123456789012:assumed-role/approver/eve',
  AKIADAN: 'arn:aws:iam::123456789012:user/dan',
};

const region = 'us-west-2';

export async function startTestAccount(
  endpoint: string,
  { controller }: Pick<Played, 'controller'>,
): Promise<TestAccount> {
  const config = { ...motoClientConfig(endpoint), region };
  const ecs = await startEcsApi({ controllers: [controller] });
  const desk = await startDeskApi({ ...(await deployInto(endpoint)), AWS_REGION: region }, identities);
  const s3 = new S3Client(config);
  const logs = new CloudWatchLogsClient(config);
  await deployStack(new CloudFormationClient(config), desk.url);

  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_ECS: ecs.endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIAEVE',
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  const put = async (Key: string, Body: string) =>
    void (await s3.send(new PutObjectCommand({ Bucket: 'ledger', Key, Body, ContentLength: Buffer.byteLength(Body) })));
  return {
    environment,
    desk,
    run: (...words) => runCli(words, { env: environment }),
    interrupt: (said, ...words) =>
      runCliProcess(words, {
        env: environment,
        onOutput: (text, child) => {
          if (text.includes(said)) child.kill('SIGINT');
        },
      }),
    async ask(arn, changes = {}, stage = 'POST_TEST_TRAFFIC_SHIFT') {
      const about = { ...subject, ...parseDeploymentArn(arn), stage };
      const now = Date.now();
      const request = {
        ...newRequest({ subject: about, now: new Date(now - 60_000), deadline: new Date(now + 3_600_000) }),
        ...changes,
      };
      const key = requestKey(request.subject);
      await put(key, formatRequest(request));
      await put(openKey(key), '');
      return key;
    },
    async report(arn, changes) {
      const deployment = parseDeploymentArn(arn);
      if (!deployment) throw new Error(`${arn} is no deployment`);
      const report: Report = {
        schemaVersion: 1,
        check: 'smoke',
        gate: undefined,
        stage: 'POST_TEST_TRAFFIC_SHIFT',
        step: undefined,
        verdict: 'pass',
        reason: '14 of 14, p99 212 ms',
        findings: [],
        at: new Date().toISOString(),
        ...changes,
      };
      await put(reportKey({ ...deployment, ...report }, report.check), JSON.stringify(report));
    },
    async log(logGroupName, at, ...lines) {
      await logs.send(new CreateLogGroupCommand({ logGroupName }));
      await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'one' }));
      const logEvents = lines.map((message) => ({ timestamp: at.getTime(), message }));
      await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'one', logEvents }));
    },
    async request(Key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'ledger', Key }));
      return parseRequest((await Body?.transformToString()) ?? '');
    },
    async stop() {
      await desk.stop();
      await ecs.stop();
    },
  };
}

async function deployStack(client: CloudFormationClient, deskUrl: string): Promise<void> {
  const hook = (name: string) => `arn:aws:lambda:${region}:123456789012:function:greenlight-${name}`;
  const outputs = {
    ApprovalHookArn: hook('approval'),
    SmokeHookArn: 'arn:aws:lambda:us-west-2:123456789012:function:my-hook',
    AlarmHookArn: hook('alarm'),
    HookInvokeRoleArn: 'arn:aws:iam::123456789012:role/invoke',
    DeskUrl: deskUrl,
    LedgerBucket: 'ledger',
    NotificationsTopicArn: `arn:aws:sns:${region}:123456789012:approvals`,
    DecideArn: `arn:aws:execute-api:${region}:123456789012:abcdef/$default/POST/decisions`,
  };
  await client.send(
    new CreateStackCommand({
      StackName: 'greenlight',
      TemplateBody: JSON.stringify({
        Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
        Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
      }),
    }),
  );
}
