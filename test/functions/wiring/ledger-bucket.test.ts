import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatRequest } from '../../../src/approval/request/request.ts';
import { placeOf } from '../../../src/hook/event/gate-state.ts';
import { selfSigned } from '../../checks/smoke/self-signed.ts';
import { newRequest } from '../../helpers/approval.ts';
import { builtFunctions } from '../../helpers/built-functions.ts';
import { ecsEvent, targetOf } from '../../helpers/hook.ts';
import { credentials, fakeS3, isSigned, object, refusal, region, type Turn } from '../../storage/s3/fake-s3.ts';
import { type RunningFunction, runFunction } from '../deployed.ts';

let folder = '';
let hook: RunningFunction | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenlight-tls-'));
});
afterEach(async () => {
  await hook?.stop();
  await rm(folder, { recursive: true });
});

const asked = newRequest({ deadline: new Date(Date.now() + 3_600_000) });
const pending = object(
  formatRequest({ ...asked, notifications: asked.notifications.map((one) => ({ ...one, sentAt: asked.createdAt })) }),
);
const polled = {
  ...ecsEvent(),
  hookDetails: { greenlight: { v: 1, at: placeOf(targetOf()), since: 0, polls: 1, errors: 0, last: 'wait' } },
};

describe('a poll of the approval hook', () => {
  test.each([
    ['plain HTTP', undefined],
    ['TLS', selfSigned('localhost')],
  ])('over %s is one signed GET on the connection that was opened during init', async (_how, tls) => {
    const s3 = await fakeS3([refusal(404, 'NoSuchKey'), ...Array.from({ length: 5 }, () => pending)], tls);
    hook = await start(s3.endpoint, tls?.cert);
    const duringInit = { connections: s3.connections(), requests: s3.requests.length };

    for (let poll = 0; poll < 5; poll += 1) {
      expect(await hook.invoke(polled)).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    }

    expect(duringInit).toEqual({ connections: 1, requests: 1 });
    expect(s3.requests).toHaveLength(6);
    expect(s3.connections()).toBe(1);
    expect(s3.requests.every((request) => request.method === 'GET' && isSigned(request))).toBe(true);
    expect(hook.output().trim().split('\n')).toHaveLength(5);
  });

  test('succeeds after S3 has closed the connection in the meantime', async () => {
    const tls = selfSigned('localhost');
    const s3 = await fakeS3([refusal(404, 'NoSuchKey'), pending, pending], tls);
    hook = await start(s3.endpoint, tls.cert);

    s3.closeConnections();

    expect(await hook.invoke(polled)).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringMatching(/^0 of 1/),
    });
    expect(await hook.invoke(polled)).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringMatching(/^0 of 1/),
    });
    expect(s3.connections()).toBe(2);
  });

  test('is not sent to a server without a trusted certificate', async () => {
    const s3 = await fakeS3([pending, pending], selfSigned('localhost'));
    hook = await start(s3.endpoint, undefined);

    expect(await hook.invoke(polled)).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringMatching(/could not check.*self-signed certificate.*error 1/),
    });
    expect(s3.requests).toEqual([]);
  });

  test.each<[string, Turn[]]>([
    ['refuses', [refusal(403, 'AccessDenied')]],
    ['is throttled', [refusal(503, 'SlowDown'), refusal(503, 'SlowDown'), refusal(503, 'SlowDown')]],
    ['hangs', [() => {}]],
  ])('still starts if S3 %s during init', async (_what, turns) => {
    const s3 = await fakeS3([...turns, pending, pending, pending]);
    hook = await start(s3.endpoint, undefined);

    const answers = [await hook.invoke(polled), await hook.invoke(polled), await hook.invoke(polled)];

    expect(answers.map((answer) => (answer as { hookStatus: string }).hookStatus)).toEqual([
      'IN_PROGRESS',
      'IN_PROGRESS',
      'IN_PROGRESS',
    ]);
  });
});

async function start(endpoint: string, cert: string | undefined): Promise<RunningFunction> {
  if (cert) await writeFile(join(folder, 'ca.pem'), cert);
  return runFunction(pathToFileURL(join(await builtFunctions(), 'approval-hook/index.mjs')).href, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    LEDGER_BUCKET: 'ledger',
    NOTIFICATIONS_TOPIC_ARN: 'arn:aws:sns:us-west-2:123456789012:approvals',
    DESK_URL: 'https://desk.example.com',
    SIGNING_KEY_SECRET_ID: 'greenlight/signing-key',
    ...(cert && { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') }),
  });
}
