import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ApprovalRequest, parseRequest } from '../../../src/approval/request/request.ts';
import type { HookAnswer } from '../../../src/hook/answer/answer.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { startForgingProvider } from '../../approval/sign-in/forging-provider.ts';
import {
  apiCallEvent,
  approving,
  decideAt,
  decideByIam,
  fillIn,
  keyOf,
  subject,
  wordsOn,
} from '../../helpers/approval.ts';
import { builtFunctions } from '../../helpers/built-functions.ts';
import { blueArn, ecsEvent, greenArn, SteppableClock, weightedEvent } from '../../helpers/hook.ts';
import { type Moto, motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { deployInto, type HttpApiAnswer, httpApiEvent, type RunningFunction, runFunction } from '../deployed.ts';
import { playing } from '../playing.ts';
import { runningEcs } from '../running-ecs.ts';
import { deskOverWire } from './desk-over-wire.ts';

const [ana, ben, dan] = ['ana@example.com', 'ben@example.com', 'dan@example.com'];
const user = (name: string) => `arn:aws:iam::123456789012:user/${name}`;
const onCall = 'arn:aws:sts::123456789012:assumed-role/on-call/fay';

describe('who may decide, and when, by the functions as they are built', () => {
  const moto = useMoto();
  let folder = '';
  beforeAll(async () => {
    folder = await builtFunctions();
  });

  test('a deputy decides once it is time, and not before', async () => {
    const { gate, decide, later } = await deployed();
    const poll = gate({ reviewers: [ana], deputies: [{ afterMinutes: 20, from: [dan, user('dan')] }] });

    await poll();
    const early = await decide(user('dan'), 'approve');
    later(20);
    await poll();
    const inTime = await decide(await linkOf(moto(), dan), approving);

    expect([early.status, early.answer.outcome]).toEqual([403, 'not-yet']);
    expect(early.answer.message).toContain('is a deputy, and can decide from 14:20 UTC');
    expect(inTime.page).toContain('Your approval is recorded');
    expect(await poll()).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringContaining(`approved by ${dan}`),
    });
    expect((await moto().published()).at(-1)?.subject).toContain('[DEPUTY]');
  });

  test('outside of business hours the clock stands still, and the end is not before they have passed', async () => {
    const { gate, decide, later } = await deployed();
    // It is Sunday, 14:00.
    const businessHours = { timeZone: 'UTC', days: ['sun', 'mon'], from: '08:00', to: '14:10' };
    const poll = gate({ reviewers: [ana], deadlineMinutes: 30, businessHours });

    await poll();
    const { deadline } = await stored(moto());
    later(60);
    const waiting = await poll();
    later(17 * 60 + 25);
    const ended = await poll();
    const late = await decide(user(ana), 'approve');

    expect(deadline).toBe('2026-11-23T08:20:00.000Z');
    expect(waiting.hookStatus).toBe('IN_PROGRESS');
    expect(ended).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining('without a decision') });
    expect([late.status, late.answer.outcome]).toEqual([409, 'expired']);
  });

  test('with once, the next step passes by the approval of the first, and other people are asked again', async () => {
    const { gate, decide } = await deployed();
    const terms = { reviewers: [ana], once: true };
    const step = (weight: number) =>
      weightedEvent('PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: weight, [blueArn]: 100 - weight } });
    const first = gate(terms, step(25));

    await first();
    await decide(await linkOf(moto(), ana), approving);
    const approved = await first();
    const second = await gate(terms, step(50))();
    const others = await gate({ ...terms, reviewers: [ana, ben] }, step(75))();

    expect(approved.hookStatus).toBe('SUCCEEDED');
    expect(second).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringContaining('once: approved at 25 %'),
    });
    expect(others.hookStatus).toBe('IN_PROGRESS');
    expect((await moto().published()).map(({ attributes }) => attributes['reviewer']).toSorted()).toEqual([
      ...[ana, ana, ben],
    ]);
  });

  test('who started the deployment cannot approve it, and everybody else can', async () => {
    const { gate, decide, started } = await deployed();
    const poll = gate({ reviewers: [ana, ben], selfApproval: 'deny' });

    await poll();
    const unknown = await decide(user(ben), 'approve');
    await started(user(ana));
    const own = await decide(await linkOf(moto(), ana), approving);
    const other = await decide(user(ben), 'approve');

    expect(unknown.answer.outcome).toBe('deployer-unknown');
    expect(own.page).toContain('which counts as you, and this gate lets nobody approve what they started');
    expect(other.answer.outcome).toBe('recorded');
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(await stored(moto())).toMatchObject({
      votes: [{ by: user(ben) }],
      deployer: { calls: [{ by: user(ana) }] },
    });
  });

  test('break glass approves at once, for those whom the gate names, and everybody hears of it first', async () => {
    const { gate, decide } = await deployed();
    const poll = gate({ reviewers: [ana, ben], approvals: 2, breakGlass: ['arn:aws:iam::123456789012:role/on-call'] });

    await poll();
    const refused = await decide(user('dan'), 'break-glass', 'payments are down');
    const wordless = await decide(onCall, 'break-glass', '');
    const broken = await decide(onCall, 'break-glass', 'payments are down');
    const answer = await poll();

    expect([refused.answer.outcome, wordless.answer.outcome]).toEqual(['no-break-glass', 'invalid']);
    expect(broken.answer.outcome).toBe('recorded');
    expect(answer).toMatchObject({ hookStatus: 'SUCCEEDED', reason: expect.stringContaining('payments are down') });
    const loud = (await moto().published()).filter(({ subject = '' }) => subject.includes('[BREAK GLASS]'));
    expect(loud.map(({ attributes }) => attributes['reviewer']).toSorted()).toEqual([ana, ben]);
  });

  test('a group of the provider decides for its rule, and an account outside of it does not', async () => {
    const provider = await startForgingProvider((stop) => onTestFinished(() => void stop()));
    const { gate, signedIn } = await deployed(
      { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: 'desk', OIDC_GROUPS_CLAIM: 'groups' },
      { isNow: true },
    );
    const poll = gate({ rules: [{ name: 'security', from: ['group:sec-team'] }], signInMaxAgeMinutes: 5 });
    await poll();
    const link = await linkOf(moto(), undefined);
    const claims = { auth_time: Math.floor(Date.now() / 1000) };

    provider.forge({ claims: { ...claims, sub: 'outsider', groups: ['all'] } });
    const outside = await signedIn(provider, link);
    provider.forge({ claims: { ...claims, auth_time: claims.auth_time - 3600, sub: 'member', groups: ['sec-team'] } });
    const stale = await signedIn(provider, link);
    provider.forge({ claims: { ...claims, sub: 'member', groups: ['sec-team'] } });
    const inside = await signedIn(provider, link);

    expect(outside).toContain('You are not asked about this');
    expect(stale).toContain('Sign in again to decide');
    expect(inside).toContain('Your approval is recorded');
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect((await stored(moto())).votes).toMatchObject([{ by: `${provider.issuer}#member`, via: 'sign-in' }]);
  });

  /** @param isNow - whether the clocks are the machine's. Default: stopped at 14:00 of a Sunday, and moved by the test */
  async function deployed(more: Record<string, string> = {}, { isNow = false } = {}) {
    const clock = new SteppableClock();
    const arn = `arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/${subject.deploymentId}`;
    const common = {
      ...(await deployInto(moto().endpoint)),
      ...{ AWS_ENDPOINT_URL_ECS: await runningEcs([{ arn, createdAt: clock.now() }]), DEPLOYERS: 'cloudtrail' },
      ...more,
    };
    const running: RunningFunction[] = [];
    const tick = () => {
      if (!isNow) for (const one of running) one.setClock(clock.now());
    };
    const start = async (name: string) => {
      const one = await runFunction(pathToFileURL(join(folder, name, 'index.mjs')).href, {
        ...common,
        ...(name === 'deployment-watcher' && { AWS_REGION: 'us-west-2' }),
      });
      onTestFinished(() => one.stop());
      running.push(one);
      tick();
      return one;
    };
    const [hook, built] = await Promise.all([start('approval-hook'), start('desk')]);
    const desk = deskOverWire(built);
    let key = '';

    async function decide(link: string, fields: Record<string, string>): Promise<{ page: string }>;
    async function decide(arn: string, choice: string, reason?: string): ReturnType<typeof decideByIam>;
    async function decide(by: string, how: string | Record<string, string>, reason?: string) {
      if (typeof how === 'string')
        return decideByIam(desk, by, how, { request: key, ...(reason !== undefined && { reason }) });
      return { page: wordsOn((await decideAt(desk, by, how)).page) };
    }

    return {
      decide,
      gate(hookDetails: JsonObject, event = ecsEvent()): () => Promise<HookAnswer> {
        const stage = String(event['lifecycleStage']);
        key ||= keyOf({ stage, ...(stage === 'PRODUCTION_TRAFFIC_SHIFT' && { step: 25 }) });
        return playing(() => hook, built, { ...event, hookDetails }).poll;
      },
      later(minutes: number) {
        clock.step(minutes * 60);
        tick();
      },
      async started(by: string) {
        const serviceArn = 'arn:aws:ecs:us-west-2:123456789012:service/my-cluster/my-service';
        const place = { account: '123456789012', region: 'us-west-2', serviceArn };
        await (await start('deployment-watcher')).invoke(apiCallEvent({ ...place, by, at: clock.now(), id: by }));
      },
      /** Signs in from a link, and approves if there is a form. Resolves to the words on the last page. */
      async signedIn(provider: Awaited<ReturnType<typeof startForgingProvider>>, link: string): Promise<string> {
        const ask = async (path: string, changes: Record<string, unknown> = {}) =>
          (await built.invoke({ ...httpApiEvent('GET', path), ...changes })) as HttpApiAnswer & { cookies?: string[] };
        const cookiesOf = ({ cookies = [] }: { cookies?: string[] }) => cookies.map((one) => one.split(';')[0]);
        const begun = await ask(link.replace('/r/', '/sign-in/'));
        const asked = new URL(begun.headers['location'] ?? '').searchParams;
        provider.asked.nonce = asked.get('nonce') ?? '';
        const query = new URLSearchParams({ code: 'code-1', state: asked.get('state') ?? '', iss: provider.issuer });
        const back = await ask('/signed-in', { cookies: cookiesOf(begun), rawQueryString: query.toString() });
        const cookies = cookiesOf(back).slice(-1);
        const { body } = await ask(link, { cookies });
        if (body.includes('name="nonce"'))
          await ask(link, { ...httpApiEvent('POST', link, String(fillIn(body, approving).body)), cookies });
        return wordsOn((await ask(link, { cookies })).body);
      },
    };
  }
});

/** The link in the last mail to somebody, or to everybody. */
async function linkOf(moto: Moto, reviewer: string | undefined): Promise<string> {
  const mails = (await moto.published()).filter(({ attributes }) => attributes['reviewer'] === reviewer);
  return /https:\/\/desk\.example\.com(\/r\/\S+)/.exec(mails.at(-1)?.message ?? '')?.[1] ?? 'no link';
}

/** The request at POST_TEST_TRAFFIC_SHIFT. */
async function stored(moto: Moto): Promise<ApprovalRequest> {
  const s3 = new S3Client(motoClientConfig(moto.endpoint));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'ledger', Key: keyOf({}) }));
  return parseRequest((await Body?.transformToString()) ?? '');
}
