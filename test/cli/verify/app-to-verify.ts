import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { ListObjectVersionsCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { onTestFinished } from 'vitest';
import { filterFor } from '../../../src/approval/notice/filter/reach-of-filter.ts';
import { deployInto, signingSecret } from '../../functions/deployed.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { startIamApi } from '../desk-api.ts';
import { errorsIn, runCli } from '../run-cli.ts';
import { identities } from '../test-account.ts';
import { type BucketPolicy, ledgerPolicy, type PolicyStatement, roleArn } from './ledger-policy.ts';
import { startS3Door } from './s3-door.ts';
import { functionArn, type Invoke, serveFunctions, standIns, startOnce } from './verified-functions.ts';

/** What is wrong with the deployed app. Nothing by default. */
export type Plants = {
  /** By the name of a function. Default: stand-ins that answer as ours do. */
  functions?: Readonly<Record<string, Invoke>>;
  /** Runs our own functions instead of the stand-ins, each in a process of its own. */
  isReal?: boolean;
  /** Changes the statements of the ledger's policy. */
  policy?: (statements: PolicyStatement[]) => PolicyStatement[];
  /** Changes what the desk answers. */
  desk?: (call: Call) => Call;
  /** Starts what is in front of the desk, and resolves to its address. Default: what API Gateway does. */
  front?: (call: Call) => Promise<string>;
  /** Default: a good one. */
  signingSecret?: string;
  slackSecret?: string;
  parameters?: Readonly<Record<string, string>>;
  /** Who is subscribed, with which filter. Default: ana, with her own. */
  subscribers?: Readonly<Record<string, object | undefined>>;
  /** Actions that the caller's own policies do not allow. */
  lacking?: readonly string[];
  caller?: keyof typeof identities | 'AKIANOBODY';
  /** Whether S3 writes although the condition of a write is not met. */
  ignoresConditions?: boolean;
  /** Is called with each action of S3 before it is done. */
  seen?: (action: string) => void;
};

/** Invokes the desk with an event of API Gateway. */
export type Call = (event: unknown) => Promise<unknown>;

type Proof = { id: string; result: string; happened: string; said?: string; next?: string };

export const everything = {
  ...{ PauseBridge: 'configured', Announcements: 'on', HandDecisions: 'no', HttpGateCallbacks: 'yes' },
  Deployers: 'tag',
  SlackAppSecretArn: 'arn:aws:secretsmanager:us-west-2:123456789012:secret:slack-app',
  SlackTokenSecretArn: 'arn:aws:secretsmanager:us-west-2:123456789012:secret:slack-token',
};

const region = 'us-west-2';
const outputsOfFunctions = {
  ...{ ApprovalHookArn: 'ApprovalHook', SmokeHookArn: 'SmokeHook', AlarmHookArn: 'AlarmHook', GateHookArn: 'GateHook' },
  ...{ DeskFunctionArn: 'Desk', DeploymentWatcherArn: 'DeploymentWatcher', PauseBridgeArn: 'PauseBridge' },
  AnnouncerArn: 'Announcer',
};

/** The app in moto, with stand-ins for what moto does not enforce: the policy of the bucket, and API Gateway's authorization. */
export async function appToVerify(endpoint: string, plants: Plants = {}) {
  const config = { ...motoClientConfig(endpoint), region };
  const caller = plants.caller ?? 'AKIAEVE';
  const parameters = { ...everything, ...plants.parameters };
  const environment = await deployInto(endpoint);
  await createSecrets(new SecretsManagerClient(config), plants);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'ledger', VersioningConfiguration: { Status: 'Enabled' } }));
  const policy = policyOf(parameters, plants);
  const topicArn = await subscribe(new SNSClient(config), plants.subscribers);
  const { desk = (same) => same, front = apiGateway } = plants;
  const deskUrl = await front(desk(startDesk(deskEnvironment(environment, parameters), plants)));
  await createStack(new CloudFormationClient(config), parameters, {
    DeskUrl: deskUrl,
    NotificationsTopicArn: topicArn,
  });
  const env = {
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-tests' },
    AWS_ACCESS_KEY_ID: caller,
    AWS_ENDPOINT_URL_S3: await startS3Door({
      ...{ endpoint, policy: async () => policy, caller: identities[caller as keyof typeof identities] ?? 'nobody' },
      ...{ lacking: plants.lacking, seen: plants.seen, ignoresConditions: plants.ignoresConditions },
    }),
    AWS_ENDPOINT_URL_LAMBDA: await serveFunctions(
      { ...(!plants.isReal && standIns), ...plants.functions },
      { environment, mayInvoke: !(plants.lacking ?? []).includes('lambda:InvokeFunction') },
    ),
  };
  const run = (...words: readonly string[]) => runCli(['verify', ...words], { env });
  return {
    run,
    env,
    /** Every row by its id, and the exit code. */
    async proofs(...words: readonly string[]) {
      const ran = await run('-o', 'json', ...words);
      if (ran.stdout === '') throw new Error(ran.stderr);
      const { proofs, left } = JSON.parse(ran.stdout) as { proofs: Proof[]; left: { command: string }[] };
      const notProved = proofs.filter(({ result }) => result !== 'proved');
      return {
        ...{ code: ran.code, errors: errorsIn(ran), left, text: ran.stdout },
        notProved: notProved.map(({ id, result, happened }) => [id, result, happened]),
        ids: proofs.map(({ id }) => id),
        of: (id: string) => proofs.find((proof) => proof.id === id),
      };
    },
    /** Every version and marker in the ledger. */
    async stored(): Promise<string[]> {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'ledger' }));
      return [...Versions, ...DeleteMarkers].map(({ Key = '' }) => Key);
    },
    s3,
  };
}

async function apiGateway(call: Call): Promise<string> {
  const api = await startIamApi(call, identities);
  onTestFinished(() => api.stop());
  return api.url;
}

let shared: { desk: Call; key: string } | undefined;
let stopShared: (() => Promise<void>) | undefined;

/** The desk's own function. Tests that change nothing about its secrets share one, in a process that ends with the file. */
function startDesk(environment: Record<string, string>, { signingSecret: key, slackSecret }: Plants): Call {
  if (key !== undefined || slackSecret !== undefined) return startOnce('desk', environment, onTestFinished);
  const name = JSON.stringify(environment);
  if (shared?.key !== name) {
    const before = stopShared;
    shared = {
      key: name,
      desk: startOnce('desk', environment, (stop) => {
        stopShared = async () => {
          await before?.();
          await stop();
        };
      }),
    };
  }
  return shared.desk;
}

/** For `afterAll`. */
export async function stopSharedDesk(): Promise<void> {
  await stopShared?.();
  [shared, stopShared] = [undefined, undefined];
}

/** In the Region of the functions; `deployInto` has one in another. */
async function createSecrets(client: SecretsManagerClient, plants: Plants): Promise<void> {
  const app = { signingSecret: 'a'.repeat(32), team: 'T1', people: {} };
  const secrets = {
    'greenlight/signing-key': plants.signingSecret ?? signingSecret,
    'slack-app': plants.slackSecret ?? JSON.stringify(app),
    'slack-token': 'xoxb-1-2-three',
  };
  for (const [Name, SecretString] of Object.entries(secrets))
    await client.send(new CreateSecretCommand({ Name, SecretString }));
}

/** Moto would evaluate it without its conditions, so it is the stand-in that has it. */
function policyOf(parameters: Record<string, string>, { policy = (same) => same }: Plants): BucketPolicy | undefined {
  const whole = ledgerPolicy('ledger', {
    RefusesHandDecisions: parameters['HandDecisions'] === 'no',
    HasHttpGateCallbacks: parameters['HttpGateCallbacks'] === 'yes',
    HasPauseBridge: parameters['PauseBridge'] !== 'off',
    RecordsDeployers: parameters['Deployers'] !== 'off',
  });
  const Statement = policy(whole.Statement);
  return Statement.length === 0 ? undefined : { ...whole, Statement };
}

async function subscribe(
  client: SNSClient,
  subscribers: Plants['subscribers'] = { 'ana@example.com': own('ana@example.com') },
) {
  const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: 'approvals' }));
  for (const [Endpoint, filter] of Object.entries(subscribers)) {
    const Attributes = filter ? { FilterPolicyScope: 'MessageAttributes', FilterPolicy: JSON.stringify(filter) } : {};
    const Protocol = Endpoint.includes('@') ? 'email' : 'sqs';
    await client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes }));
  }
  return TopicArn;
}

/** The filter that `greenlight reviewers add` sets. */
export function own(address: string): object {
  return JSON.parse(filterFor(address, { shared: false })) as object;
}

function deskEnvironment(environment: Record<string, string>, parameters: Record<string, string>) {
  return {
    ...environment,
    AWS_REGION: region,
    HTTP_GATE_CALLBACKS: parameters['HttpGateCallbacks'] ?? 'no',
    ...(parameters['OidcIssuer'] && {
      ...{ OIDC_ISSUER: parameters['OidcIssuer'], OIDC_CLIENT_ID: 'desk', OIDC_MAIL_DOMAINS: 'example.com' },
    }),
    ...(parameters['SlackAppSecretArn'] && { SLACK_APP_SECRET_ID: 'slack-app', SLACK_TOKEN_SECRET_ID: 'slack-token' }),
  };
}

async function createStack(
  client: CloudFormationClient,
  parameters: Record<string, string>,
  outputs: Record<string, string>,
) {
  const functions = Object.entries(outputsOfFunctions).filter(
    ([output]) =>
      !(output === 'PauseBridgeArn' && parameters['PauseBridge'] === 'off') &&
      !(output === 'AnnouncerArn' && parameters['Announcements'] === 'off'),
  );
  const all = {
    ...Object.fromEntries(functions.map(([output, name]) => [output, functionArn(name)])),
    HookInvokeRoleArn: roleArn('HookInvokeRole'),
    LedgerBucket: 'ledger',
    DecideArn: `arn:aws:execute-api:${region}:123456789012:abcdef/$default/POST/decisions`,
    ...outputs,
  };
  await client.send(
    new CreateStackCommand({
      StackName: 'greenlight',
      TemplateBody: JSON.stringify({
        Parameters: Object.fromEntries(Object.keys(parameters).map((name) => [name, { Type: 'String' }])),
        Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
        Outputs: Object.fromEntries(Object.entries(all).map(([name, Value]) => [name, { Value }])),
      }),
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
}
