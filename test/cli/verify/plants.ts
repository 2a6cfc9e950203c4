import { httpApiEvent } from '../../functions/deployed.ts';
import { startIamApi } from '../desk-api.ts';
import { identities } from '../test-account.ts';
import type { Call } from './app-to-verify.ts';
import type { PolicyStatement } from './ledger-policy.ts';
import { serve } from './serve.ts';

/** A row that is not as expected. */
export type Row = [id: string, result: string, happened: string];

/** As long as nobody asks for a mail. */
export const noMail: Row = ['mail-sent', 'skipped', 'not asked for'];

export function rollbackOf(event: unknown): object {
  return JSON.stringify(event).includes('/2":0') ? { hookStatus: 'SUCCEEDED' } : {};
}

export async function unprocessed(): Promise<unknown> {
  return { batchItemFailures: [{ itemIdentifier: 'greenlight-verify' }] };
}

/** The rows of what the policy has to deny. */
export function denials(isFound: (id: string) => boolean): Row[] {
  const ofRequests = ['ledger-hand-write', 'ledger-hand-delete', 'ledger-hand-undo'];
  return ['ledger-link', 'ledger-answer', ...ofRequests, 'ledger-pause', 'ledger-deployer']
    .filter(isFound)
    .map((id) => [id, 'failed', 'accepted']);
}

export function functionsNeed(happened: string): Row {
  return ['ledger-functions', 'failed', happened];
}

export function without(sid: string) {
  return (statements: PolicyStatement[]) => statements.filter(({ Sid }) => Sid !== sid);
}

export function changed(sid: string, change: Partial<PolicyStatement>) {
  return (statements: PolicyStatement[]) => statements.map((one) => (one.Sid === sid ? { ...one, ...change } : one));
}

type HttpEvent = { rawPath?: string };

export function answering(answer: (event: HttpEvent) => object | false) {
  return (call: Call): Call =>
    async (event) => {
      const planted = answer(event as HttpEvent);
      return planted ? { ...((await call(event)) as object), ...planted } : call(event);
    };
}

export function withHeaders(changed: Record<string, string>) {
  return (call: Call): Call =>
    async (event) => {
      const answer = (await call(event)) as { headers: object };
      return { ...answer, headers: { ...answer.headers, ...changed } };
    };
}

export function withoutAuthorizer(call: Call): Promise<string> {
  return serve(async ({ method = '', url = '' }, body) =>
    httpReply(await call(httpApiEvent(method, url, body.toString()))),
  );
}

/** Signs again what comes with an access key, so that any signature is good. */
export async function believing(call: Call): Promise<string> {
  const { url } = await startIamApi(call, identities);
  return serve(async (request, body) => {
    const [, accessKey = ''] = /Credential=([^/]+)/.exec(String(request.headers['authorization'])) ?? [];
    const userArn = identities[accessKey as keyof typeof identities];
    if (request.url !== '/decisions' || userArn === undefined) {
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(([name]) => name.startsWith('x-slack')),
      );
      const answer = await fetch(url + request.url, {
        method: request.method ?? 'GET',
        headers: headers as Record<string, string>,
        ...(body.length > 0 && { body: body.toString() }),
      });
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
    }
    const event = httpApiEvent('POST', '/decisions', body.toString()) as { requestContext: Record<string, unknown> };
    event.requestContext['authorizer'] = { iam: { accessKey, accountId: '123456789012', userArn } };
    return httpReply(await call(event));
  });
}

function httpReply(answer: unknown) {
  const {
    statusCode: status,
    headers,
    body,
  } = answer as { statusCode: number; headers: Record<string, string>; body: string };
  return { status, headers, body };
}

/** In the order of the table. */
export function byOrder(table: readonly (readonly string[])[]) {
  const at = (id: string) => table.findIndex(([name]) => name === id);
  return ([one = '']: readonly string[], [other = '']: readonly string[]) => at(one) - at(other);
}
