import { fork } from 'node:child_process';
import { on } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { compileCache } from '../helpers/cache-folder.ts';
import { motoClientConfig } from '../helpers/moto.ts';

/** A function that runs in a separate process. */
export type RunningFunction = {
  invoke(event: unknown): Promise<unknown>;
  /** Its output so far. */
  output(): string;
  /** Stops its clock at this time. Without it, the clock is that of the machine. */
  setClock(now: Date): void;
  stop(): Promise<void>;
};

/** @param module - file URL of the module that exports `handler` */
export async function runFunction(module: string, environment: Record<string, string>): Promise<RunningFunction> {
  const child = fork(fileURLToPath(new URL('run-function.ts', import.meta.url)), [module], {
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compileCache, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const pipe of [child.stdout, child.stderr])
    pipe?.setEncoding('utf8').on('data', (text: string) => (output += text));
  // It may be gone while a message is on its way to it.
  child.on('error', () => {});
  const messages = on(child, 'message', { close: ['exit'] });
  const next = async (): Promise<unknown> => {
    const { value, done } = await messages.next();
    if (done) throw new Error(`the function ended: ${output.slice(-2000)}`);
    return (value as [unknown])[0];
  };
  await next();
  return {
    async invoke(event) {
      child.send(JSON.parse(JSON.stringify(event)));
      const { answer, problem } = (await next()) as { answer?: unknown; problem?: string };
      if (problem !== undefined) throw new Error(problem);
      return answer;
    },
    output: () => output,
    setClock: (now) => void (child.connected && child.send({ clock: now.getTime() })),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // Not `once` of events, which rejects if a message on its way can't be delivered any more.
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
}

export const signingSecret = JSON.stringify({ current: 'k1', k1: 'the-secret-that-signs-links-'.padEnd(64, 'x') });

/**
 * What template.yaml deploys in addition to the functions, in moto. Resolves to the environment that they get.
 *
 * @param secret - the keys that sign links
 */
export async function deployInto(endpoint: string, secret = signingSecret): Promise<Record<string, string>> {
  const config = motoClientConfig(endpoint);
  await new S3Client(config).send(new CreateBucketCommand({ Bucket: 'ledger' }));
  const { TopicArn = '' } = await new SNSClient(config).send(new CreateTopicCommand({ Name: 'approvals' }));
  await new SecretsManagerClient(config).send(
    new CreateSecretCommand({ Name: 'greenlight/signing-key', SecretString: secret }),
  );
  await new SSMClient(config).send(
    new PutParameterCommand({ Name: '/greenlight/signing-key', Value: secret, Type: 'SecureString' }),
  );
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: config.region,
    AWS_ACCESS_KEY_ID: config.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: config.credentials.secretAccessKey,
    LEDGER_BUCKET: 'ledger',
    NOTIFICATIONS_TOPIC_ARN: TopicArn,
    DESK_URL: 'https://desk.example.com',
    SIGNING_KEY_SECRET_ID: 'greenlight/signing-key',
    POWERTOOLS_SERVICE_NAME: 'greenlight',
  };
}

/**
 * What API Gateway sends for a request, payload format 2.0.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpApiEvent(method: string, path: string, body?: string): Record<string, unknown> {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: {
      host: 'abcdef.execute-api.us-east-1.amazonaws.com',
      'x-forwarded-proto': 'https',
      ...(body !== undefined && {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'null',
        'sec-fetch-site': 'same-origin',
      }),
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdef',
      domainName: 'abcdef.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'abcdef',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'a browser' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '22/Nov/2026:14:00:00 +0000',
      timeEpoch: 1795356000000,
    },
    // API Gateway encodes every body whose type it does not know as text.
    ...(body !== undefined && { body: Buffer.from(body).toString('base64') }),
    isBase64Encoded: body !== undefined,
  };
}

export type HttpApiAnswer = {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded: boolean;
};
