import { describe, expect, test } from 'vitest';
import { announcerEnvironmentSchema } from '../../../src/functions/wiring/environment/announcer-environment.ts';
import { bridgeEnvironmentSchema } from '../../../src/functions/wiring/environment/bridge-environment.ts';
import { deskEnvironmentSchema } from '../../../src/functions/wiring/environment/desk-environment.ts';
import { gateEnvironmentSchema } from '../../../src/functions/wiring/environment/gate-environment.ts';
import { smokeEnvironmentSchema } from '../../../src/functions/wiring/environment/smoke-environment.ts';
import {
  approvalEnvironmentSchema,
  hookEnvironmentSchema,
  readEnvironment,
} from '../../../src/functions/wiring/environment.ts';

const aws = { AWS_REGION: 'us-west-2', LEDGER_BUCKET: 'ledger' };

describe('reads what it knows, and ignores the rest', () => {
  test('reads what it knows, and nothing of the rest', () => {
    expect(readEnvironment(hookEnvironmentSchema, { ...aws, HOOK_DEFAULTS_PARAMETER: '', PATH: '/usr/bin' })).toEqual({
      ...aws,
      HOOK_DEFAULTS_PARAMETER: undefined,
    });
  });

  test.each(['http://127.0.0.1:8080', 'https://abcdef.execute-api.us-west-2.amazonaws.com'])(
    'accepts %s as a desk',
    (DESK_URL) => {
      const environment = { ...aws, NOTIFICATIONS_TOPIC_ARN: 'arn', SIGNING_KEY_PARAMETER: '/key', DESK_URL };

      expect(readEnvironment(approvalEnvironmentSchema, environment)).toMatchObject({ DESK_URL });
    },
  );

  test.each([
    [{ LEDGER_BUCKET: 'Ledger' }, 'LEDGER_BUCKET: expected the name of an S3 bucket'],
    [{ AWS_REGION: undefined }, 'AWS_REGION: '],
    [{ SIGNING_KEY_PARAMETER: '' }, 'set one of SIGNING_KEY_SECRET_ID and SIGNING_KEY_PARAMETER'],
    [{ SIGNING_KEY_SECRET_ID: 'secret' }, 'set one of SIGNING_KEY_SECRET_ID and SIGNING_KEY_PARAMETER'],
  ])('refuses %j', (changes, reason) => {
    const environment = { ...aws, DESK_URL: 'https://desk.example.com', SIGNING_KEY_PARAMETER: '/key', ...changes };

    expect(() => readEnvironment(deskEnvironmentSchema, environment)).toThrow(`wrong environment: ${reason}`);
  });

  const whole = {
    ...aws,
    NOTIFICATIONS_TOPIC_ARN: 'arn',
    SIGNING_KEY_PARAMETER: '/key',
    DESK_URL: 'https://desk.example.com',
    ANNOUNCEMENTS_TOPIC_ARN: 'arn',
    PAUSE_PARAMETERS: '/greenlight/pauses',
    PAUSE_BRIDGE: 'configured',
  };

  test.each([
    ['the desk', deskEnvironmentSchema, { SCREENSHOTS: 'no', DESK_READERS: 'recognized', HTTP_GATE_CALLBACKS: 'no' }],
    ['the gate', gateEnvironmentSchema, { SMOKE_ALLOW_LOOPBACK: 'no', HTTP_GATE_CALLBACKS: 'no' }],
    ['the smoke hook', smokeEnvironmentSchema, { SMOKE_ALLOW_LOOPBACK: 'no' }],
    ['the pause bridge', bridgeEnvironmentSchema, { PAUSE_TAGS: 'no', HAND_DECISIONS: 'yes', CLUSTER_NAME: '*' }],
    ['the announcer', announcerEnvironmentSchema, { ANNOUNCEMENTS_HTTPS: 'chat' }],
  ])('lets %s do nothing more than usual if no variable says so', (_function, schema, usual) => {
    expect(readEnvironment(schema, whole)).toMatchObject(usual);
  });

  test('names every wrong variable at once, and shows none of their values', () => {
    const environment = {
      ...aws,
      LEDGER_BUCKET: 'PRIVATE VALUE',
      DESK_URL: 'PRIVATE VALUE',
      SIGNING_KEY_PARAMETER: '/key',
    };

    expect(() => readEnvironment(approvalEnvironmentSchema, environment)).toThrow(
      /LEDGER_BUCKET: .*DESK_URL: |NOTIFICATIONS_TOPIC_ARN: /,
    );
    expect(() => readEnvironment(approvalEnvironmentSchema, environment)).not.toThrow(/PRIVATE VALUE/);
  });
});
