import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';
import { NodeSha256 } from '../../src/storage/s3/node-sha256.ts';
import { httpApiEvent, type RunningFunction, runFunction } from '../functions/deployed.ts';

/** The secret of every access key here; the key itself names who signs. */
export const secretAccessKey = 'a-secret-of-the-tests';

const deskModule = new URL('../../src/functions/desk.ts', import.meta.url).href;

export type DeskApi = {
  url: string;
  /** The answers that callers got. */
  statuses: readonly number[];
  /** Loses the next answers after the desk has returned them. */
  loseAnswers(count: number): void;
  stop(): Promise<void>;
};

/**
 * The desk's own function behind what API Gateway does before it: the signature is checked against the secret, the permission against a list,
 * and who signed goes into the event. `POST /decisions` alone has that authorizer.
 *
 * @param identities ARNs by access key; all others may not decide
 */
export async function startDeskApi(
  environment: Record<string, string>,
  identities: Readonly<Record<string, string>>,
): Promise<DeskApi> {
  // It starts with the first request, as in Lambda: most commands never call it.
  let desk: Promise<RunningFunction> | undefined;
  const api = await startIamApi(async (event) => {
    desk ??= runFunction(deskModule, environment);
    return (await desk).invoke(event);
  }, identities);
  return {
    ...api,
    async stop() {
      await api.stop();
      await (await desk)?.stop();
    },
  };
}

/** The same in front of a function that runs already. */
export async function startIamApi(
  call: (event: unknown) => Promise<unknown>,
  identities: Readonly<Record<string, string>>,
): Promise<DeskApi> {
  const statuses: number[] = [];
  let lost = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const { method = '', url = '/', headers } = request;
    const event = httpApiEvent(method, url, body) as { requestContext: Record<string, unknown>; headers: object };
    Object.assign(event.headers, headersOfSlack(headers));
    const answer = (status: number, text: string, headers: Record<string, string> = {}) => {
      statuses.push(status);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
    };
    if (method === 'POST' && url === '/decisions') {
      const { accessKey, isGenuine } = await checkSignature(headers, body, url);
      if (!isGenuine)
        return answer(
          403,
          '{"message":"The request signature we calculated does not match the signature you provided."}',
        );
      const userArn = identities[accessKey];
      if (userArn === undefined) return answer(403, '{"message":"Forbidden"}');
      event.requestContext['authorizer'] = { iam: { accessKey, accountId: '123456789012', userArn } };
    }
    const given = (await call(event)) as { statusCode: number; body: string; headers?: Record<string, string> };
    if (lost > 0) {
      lost -= 1;
      return request.socket.destroy();
    }
    return answer(given.statusCode, given.body, given.headers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    statuses,
    loseAnswers: (count) => {
      lost = count;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function headersOfSlack(headers: NodeJS.Dict<string | string[]>): object {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-slack-')));
}

/** Signs the request again with the secret, as AWS does, and compares. */
async function checkSignature(headers: NodeJS.Dict<string | string[]>, body: string, path: string) {
  const given = String(headers['authorization']);
  const [, accessKey = '', day = '', region = '', signed = ''] =
    /Credential=([^/]+)\/(\d{8})\/([^/]+)\/execute-api\/aws4_request, SignedHeaders=([^,]+)/.exec(given) ?? [];
  const names = signed.split(';');
  if (!names.includes('host') || !names.includes('x-amz-date')) return { accessKey, isGenuine: false };
  const date = String(headers['x-amz-date']).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials: { accessKeyId: accessKey, secretAccessKey },
    sha256: NodeSha256,
  });
  const [hostname = '', port] = String(headers['host']).split(':');
  const again = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname,
      ...(port !== undefined && { port: Number(port) }),
      path,
      headers: Object.fromEntries(
        names.filter((name) => name !== 'x-amz-date').map((name) => [name, String(headers[name])]),
      ),
      body,
    },
    { signingDate: new Date(date) },
  );
  return { accessKey, isGenuine: day !== '' && again.headers['authorization'] === given };
}
