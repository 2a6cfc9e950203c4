import { join } from 'node:path';
import { PutParameterCommand, SSMClient, type SSMClientConfig } from '@aws-sdk/client-ssm';
import { type EcsApi, startEcsApi } from '../../../src/controller/ecs-api/start-ecs-api.ts';
import type { PauseAction } from '../../../src/pause-bridge/pause-record.ts';
import { apiCallEvent, signingKeys, skewed } from '../../helpers/approval.ts';
import { type Moto, motoClientConfig } from '../../helpers/moto.ts';
import { type PauseSetup, parameterPrefix } from '../../pause-bridge/pause-setup.ts';
import { type EnterWorld, type Observed, reasonIn, storedIn } from '../../promises/pause-world.ts';
import { comeTo } from '../../promises/terms/voters.ts';
import { deployInto } from '../deployed.ts';
import { deskOverWire } from './desk-over-wire.ts';
import { sendTo, type WireAnswer, type WireRequest } from './faulty-wire.ts';
import { type Fortune, type FunctionPool, functionPool } from './function-pool.ts';
import { type LedgerMirror, ledgerMirror } from './ledger-mirror.ts';
import { turns as storyTurns, type Turns } from './turns.ts';

/** AWS as one story has it. */
type Place = { ecs: EcsApi; ledger: LedgerMirror; observed: Observed; turns: Turns };

export type WiredFunctions = {
  /** Starts a story with an AWS of its own. */
  enter: EnterWorld;
  output(): string;
  stop(): Promise<void>;
};

/** Where the functions of the stories run, and what is behind their wires. */
export type WiredAws = {
  /** Of everything except ECS. */
  endpoint: string;
  bucket: string;
  pools: (send: (request: WireRequest) => Promise<WireAnswer>) => Promise<Record<PoolName, FunctionPool>>;
  /** Before each story: nothing of an earlier one may change it, and its parameters count. */
  prepare(setup: PauseSetup): Promise<void>;
  /** Resolves when nothing is on its way to a function that no story has called. */
  rest?(): Promise<void>;
};
type PoolName = 'bridges' | 'desks' | 'watchers';

/**
 * The bridge, the desk and the watcher as they are built, in processes of their own, with an AWS and the ECS API of a controller behind a wire that
 * loses, delays and refuses what the story says. Their clocks stand where the story's clock does.
 */
export async function storiesOverWire(aws: WiredAws): Promise<WiredFunctions> {
  let place: Place | undefined;
  // One after the other, so that their order is known.
  let last: Promise<unknown> = Promise.resolve();
  const { bridges, desks, watchers } = await aws.pools((request) => {
    const answer = last.then(() => carryOut(request, place, aws.endpoint));
    last = answer.catch(() => {}).finally(() => place?.turns.carriedOut());
    return answer;
  });
  const pools = [bridges, desks, watchers];

  const enter: EnterWorld = async (setup, scheduler, fates) => {
    await place?.ecs.stop();
    const { clock } = setup;
    const ledger = ledgerMirror(aws.bucket, setup.serviceDeploymentArn.split('/').at(-1) ?? '');
    const observed = { answers: [], sent: [], told: [] };
    const ecs = await startEcsApi({ controllers: [setup.controller] });
    const turns = storyTurns();
    place = { ecs, ledger, observed, turns };
    await aws.prepare(setup);
    let fortune: Fortune = { scheduler, fates };
    const atWork = async <T>(invoked: Promise<T>): Promise<T> => {
      turns.atWork(1);
      return invoked.finally(() => turns.atWork(-1));
    };
    return {
      ...{ ...observed, ledger, isSlow: true },
      async invoke(messages, skewSeconds) {
        const Records = messages.map((message, index) => ({ messageId: `${index}`, body: JSON.stringify(message) }));
        const at = skewed(clock, skewSeconds);
        const invoked = atWork(bridges.use(fortune, at, (bridge) => bridge.invoke({ Records })));
        const { batchItemFailures } = (await invoked.catch(() => ({
          batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
        }))) as { batchItemFailures: { itemIdentifier: string }[] };
        return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      },
      async turn(name) {
        await scheduler.schedule(Promise.resolve(), name);
        await turns.next();
      },
      async visit(voter, request) {
        const [key = ''] = Object.keys(ledger.contents()).filter((name) => name.startsWith('approvals/'));
        const at = skewed(clock, voter.skewSeconds);
        // Nothing is heard of those whose desk is lost.
        const visited = desks.use(fortune, at, (desk) => comeTo(deskOverWire(desk), voter, key, request, undefined));
        await atWork(visited).catch(() => {});
      },
      async advance(milliseconds) {
        await clock.advance(milliseconds);
        for (const pool of pools) pool.tick();
      },
      async recordStart({ by, sourceIdentity }) {
        const { serviceArn } = setup.controller;
        const [, , , region = '', account = ''] = serviceArn.split(':');
        const at = setup.controller.listServiceDeployments()[0]?.createdAt ?? clock.now();
        const call = { ...{ account, region, serviceArn, by, at, id: by }, ...(sourceIdentity && { sourceIdentity }) };
        await watchers.use(undefined, clock, (watcher) => watcher.invoke(apiCallEvent(call)));
      },
      calm() {
        fortune = undefined;
      },
      rest: async () => aws.rest?.(),
    };
  };
  return {
    enter,
    output: () => pools.map((pool) => pool.output()).join(''),
    async stop() {
      await Promise.all(pools.map((pool) => pool.stop()));
      await place?.ecs.stop();
    },
  };
}

/** The same functions with moto, over the wire. `folder` is that of the built functions. */
export async function pausesOverWire(folder: string, moto: Moto): Promise<WiredFunctions> {
  const environment = {
    ...(await deployInto(moto.endpoint, wireSecret)),
    ...{ PAUSE_BRIDGE: 'configured', PAUSE_PARAMETERS: parameterPrefix, DEPLOYERS: 'cloudtrail' },
  };
  return storiesOverWire({
    ...{ endpoint: moto.endpoint, bucket: 'ledger' },
    async pools(send) {
      const poolOf = (name: string, size: number, more: Record<string, string> = {}) =>
        functionPool({ module: join(folder, name, 'index.mjs'), environment: { ...environment, ...more }, size }, send);
      return {
        bridges: poolOf('pause-bridge', 3),
        desks: poolOf('desk', 2),
        watchers: poolOf('deployment-watcher', 1, { AWS_REGION: 'us-west-2' }),
      };
    },
    async prepare(setup) {
      await moto.reset();
      await deployInto(moto.endpoint, wireSecret);
      await putParameters(motoClientConfig(moto.endpoint), setup);
    },
  });
}

/** The key with which these tests sign links. */
export const wireSecret = JSON.stringify({ current: signingKeys.current, ...Object.fromEntries(signingKeys.secrets) });

export async function putParameters(config: SSMClientConfig, { parameters }: PauseSetup): Promise<void> {
  const ssm = new SSMClient(config);
  for (const [Name, Value] of parameters)
    await ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
  ssm.destroy();
}

async function carryOut(request: WireRequest, place: Place | undefined, aws: string): Promise<WireAnswer> {
  if (!place) throw new Error(`no story is being played: ${request.operation} ${request.url}`);
  const { ecs, ledger, observed } = place;
  if (request.operation === 'ContinueServiceDeployment') return continueAt(request, place);
  if (request.headers['x-amz-target']?.startsWith('AmazonEC2ContainerService')) return sendTo(ecs.endpoint, request);
  if (request.operation === 'Publish')
    observed.told.push({ to: reviewerIn(request), requestExists: storedIn(ledger) !== undefined });
  const answer = await sendTo(aws, request);
  ledger.saw(request, answer);
  return answer;
}

async function continueAt(request: WireRequest, { ecs, ledger, observed }: Place): Promise<WireAnswer> {
  const { action, hookId } = JSON.parse(request.body.toString()) as { action: PauseAction; hookId: string };
  observed.sent.push(action);
  const known = { decision: storedIn(ledger)?.decision, reason: reasonIn(ledger) };
  const answer = await sendTo(ecs.endpoint, request);
  if (answer.status === 200) observed.answers.push({ action, hookId, ...known });
  return answer;
}

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
function reviewerIn({ body }: WireRequest): string {
  const fields = new URLSearchParams(body.toString());
  const name = [...fields].find(([key, value]) => key.endsWith('.Name') && value === 'reviewer')?.[0];
  return (name && fields.get(name.replace(/Name$/, 'Value.StringValue'))) ?? 'everybody';
}
