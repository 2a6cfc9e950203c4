import { afterEach, describe, expect, test } from 'vitest';
import { formatRequest } from '../../src/approval/request/request.ts';
import { placeOf } from '../../src/hook/event/gate-state.ts';
import { type RunningFunction, runFunction } from '../functions/deployed.ts';
import { newRequest } from '../helpers/approval.ts';
import { ecsEvent, targetOf } from '../helpers/hook.ts';
import { credentials, fakeS3, object, refusal, region } from '../storage/s3/fake-s3.ts';

let hook: RunningFunction | undefined;
afterEach(() => hook?.stop());

describe('known faults of other tools', () => {
  test('fault 7: polls create no new client, but use one connection that is opened once', async () => {
    const asked = newRequest({ deadline: new Date(Date.now() + 3_600_000) });
    const notifications = asked.notifications.map((one) => ({ ...one, sentAt: asked.createdAt }));
    const pending = object(formatRequest({ ...asked, notifications }));
    const s3 = await fakeS3([refusal(404, 'NoSuchKey'), ...Array.from({ length: 20 }, () => pending)]);
    hook = await runFunction(new URL('../../src/functions/approval-hook.ts', import.meta.url).href, {
      AWS_ENDPOINT_URL: s3.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      LEDGER_BUCKET: 'ledger',
      NOTIFICATIONS_TOPIC_ARN: 'arn:aws:sns:us-west-2:123456789012:approvals',
      DESK_URL: 'https://desk.example.com',
      SIGNING_KEY_SECRET_ID: 'greenlight/signing-key',
    });
    const gate = {
      greenlight: { v: 1, at: placeOf(targetOf()), since: 1_795_356_000, polls: 1, errors: 0, last: 'wait' },
    };

    for (let poll = 0; poll < 20; poll += 1) {
      expect(await hook.invoke(ecsEvent({ hookDetails: gate }))).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    }

    expect(s3.requests.length - 1).toBe(20);
    expect(s3.connections()).toBe(1);
    // Neither the SDK's S3 client nor any other was used: they send their names.
    expect(s3.requests.filter(({ headers }) => /aws-sdk/.test(headers['user-agent'] ?? ''))).toEqual([]);
  });
});
