import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ApprovalRequest } from '../../src/approval/request/request.ts';
import type { HookAnswer } from '../../src/hook/answer/answer.ts';
import { followKey } from '../../src/storage/decided-keys.ts';
import { approving, key, rejecting, wordsOn } from '../helpers/approval.ts';
import { builtFunctions } from '../helpers/built-functions.ts';
import { blueArn, ecsEvent } from '../helpers/hook.ts';
import { type Moto, motoClientConfig } from '../helpers/moto.ts';
import { useMoto } from '../helpers/use-moto.ts';
import { deployInto, type RunningFunction, runFunction } from './deployed.ts';
import { playing } from './playing.ts';
import { runningEcs } from './running-ecs.ts';

const project = resolve(fileURLToPath(import.meta.url), '../../..');

describe('the approval hook and the desk, from their sources', () => {
  itPlaysTheStory((name) => pathToFileURL(join(project, `src/functions/${name}.ts`)).href);
});

describe('the approval hook and the desk, as they are built', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await builtFunctions();
  });

  itPlaysTheStory((name) => pathToFileURL(join(folder, name, 'index.mjs')).href);
});

function itPlaysTheStory(moduleOf: (name: 'approval-hook' | 'desk') => string): void {
  const moto = useMoto();
  const running: RunningFunction[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
  });

  test('ask, show, record the decision and continue', async () => {
    const { poll, ask, functions } = await deployed({});

    const first = await poll();
    const second = await poll();
    const [mail, ...others] = await moto().published();
    const link = /^Decide: {3}https:\/\/desk\.example\.com(\/r\/\S+)$/m.exec(mail?.message ?? '')?.[1] ?? 'no link';
    const shown = await ask('GET', link);
    const decided = await ask('POST', link, { ...approving, reason: 'paid with a card' }, shown.body);
    const third = await poll();

    expect([first.hookStatus, second.hookStatus]).toEqual(['IN_PROGRESS', 'IN_PROGRESS']);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      subject: expect.stringMatching(/^\[ACTION\] Approve my-service 1\.42 by /),
      attributes: { event: 'approval-requested', cluster: 'my-cluster', service: 'my-service' },
    });
    expect(shown).toMatchObject({ statusCode: 200, isBase64Encoded: false });
    expect(wordsOn(shown.body)).toContain('Approve my-service 1.42 ?');
    expect(decided.statusCode).toBe(303);
    expect(decided.headers['location']).toBe(link);
    expect(wordsOn((await ask('GET', link)).body)).toContain('The approval with this link is recorded');
    expect(third).toEqual({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringMatching(/^approved by link holder at .* UTC: paid with a card$/),
    });
    expect(await storedRequest(moto())).toMatchObject({
      status: 'APPROVED',
      decision: { by: 'link holder', via: 'desk', reason: 'paid with a card' },
      notifications: [{ to: 'everybody', attempts: 1, sentAt: expect.any(String) }],
      confirmation: { images: [{ container: 'ui', after: 'shop/ui:1.42' }] },
    });
    expect(await keysIn(moto())).toEqual([
      key,
      expect.stringMatching(/^decided\/.*-APPROVED\/my-cluster\/my-service\/.*\/POST_TEST_TRAFFIC_SHIFT\.json$/),
      followKey(key),
      expect.stringMatching(/^links\/[0-9a-f]{64}\.json$/),
      'reports/123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28/POST_TEST_TRAFFIC_SHIFT.approval.json',
    ]);
    const log = functions.map(({ output }) => output()).join('');
    for (const secret of [link.slice('/r/'.length), 'the-secret-that-signs-links']) expect(log).not.toContain(secret);
    // One search finds all of it: what ECS sent, the mail, the page, and each line of both functions.
    const deployment = 'EZe5RNVLH6PPzHXINuP28';
    const lines = log.split('\n').filter((line) => line.startsWith('{'));
    expect(lines.length).toBeGreaterThanOrEqual(6);
    expect(lines.filter((line) => JSON.parse(line).deployment !== deployment)).toEqual([]);
    for (const text of [JSON.stringify(ecsEvent()), mail?.message, shown.body]) expect(text).toContain(deployment);
  });

  test('work with a key in Parameter Store, defaults in another parameter and a link for each reviewer', async () => {
    const ssm = new SSMClient(motoClientConfig(moto().endpoint));
    const { poll, ask } = await deployed({
      SIGNING_KEY_SECRET_ID: '',
      SIGNING_KEY_PARAMETER: '/greenlight/signing-key',
      HOOK_DEFAULTS_PARAMETER: '/greenlight/approval',
    });
    const Value = JSON.stringify({
      reviewers: ['ana@example.com', 'ben@example.com'],
      approvals: 2,
      title: 'from defaults',
    });
    await ssm.send(new PutParameterCommand({ Name: '/greenlight/approval', Value, Type: 'String' }));

    await poll();
    const mails = await moto().published();
    const linkOf = (reviewer: string) => {
      const mail = mails.find(({ attributes }) => attributes['reviewer'] === reviewer);
      return /https:\/\/desk\.example\.com(\/r\/\S+)/.exec(mail?.message ?? '')?.[1] ?? 'no link';
    };
    await ask('POST', linkOf('ana@example.com'), approving, (await ask('GET', linkOf('ana@example.com'))).body);
    const halfway = await poll();
    await ask('POST', linkOf('ben@example.com'), rejecting, (await ask('GET', linkOf('ben@example.com'))).body);

    expect(mails).toHaveLength(2);
    expect(halfway).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: expect.stringMatching(/^1 of 2 approvals/) });
    expect(await poll()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(/^rejected by ben@example.com/),
    });
    expect((await storedRequest(moto())).subject.title).toBe('from defaults');
  });

  test('keep what changes in the task definition', async () => {
    const { poll } = await deployed({ AWS_ENDPOINT_URL_ECS: await runningEcs([], blueArn) });

    await poll();

    expect((await storedRequest(moto())).subject).toMatchObject({
      changes: [{ what: 'memory', before: '512 MiB', after: '1024 MiB' }],
      sourceRevisionId: blueArn.split('/').at(-1),
    });
  });

  test('find the existing request when another instance of the hook takes over', async () => {
    const { poll, start } = await deployed({});
    await poll();
    const another = await start('approval-hook');

    const answer = (await another.invoke(ecsEvent())) as HookAnswer;

    expect(answer.hookStatus).toBe('IN_PROGRESS');
    expect(await moto().published()).toHaveLength(1);
  });

  test('answer a HEAD without a body, and a truncated link with its own page', async () => {
    const { ask } = await deployed({});

    const [head, broken] = [await ask('HEAD', '/'), await ask('GET', '/a/v1.k1.cut')];

    expect(head).toMatchObject({ statusCode: 200, body: '' });
    expect(broken.statusCode).toBe(400);
    expect(broken.headers['content-security-policy']).toContain("default-src 'none'");
    expect(broken.body).toContain('<h1>This link is incomplete or changed</h1>');
  });

  async function deployed(changes: Record<string, string>) {
    const ecs = { AWS_ENDPOINT_URL_ECS: await runningEcs() };
    const environment = { ...(await deployInto(moto().endpoint)), ...ecs, ...changes };
    const start = async (name: 'approval-hook' | 'desk') => {
      const started = await runFunction(moduleOf(name), environment);
      running.push(started);
      return started;
    };
    const [hook, desk] = [await start('approval-hook'), await start('desk')];
    return {
      start,
      functions: [hook, desk],
      ...playing(() => hook, desk, ecsEvent()),
    };
  }
}

async function storedRequest(moto: Moto): Promise<ApprovalRequest> {
  const s3 = new S3Client(motoClientConfig(moto.endpoint));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'ledger', Key: key }));
  return JSON.parse((await Body?.transformToString()) ?? '') as ApprovalRequest;
}

async function keysIn(moto: Moto): Promise<string[]> {
  const s3 = new S3Client(motoClientConfig(moto.endpoint));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'ledger' }));
  return Contents.flatMap(({ Key }) => Key ?? []);
}
