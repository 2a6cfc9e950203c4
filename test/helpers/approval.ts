import type { Hono } from 'hono';
import { createDesk } from '../../src/approval/desk/create-desk.ts';
import type { DeskParts } from '../../src/approval/desk/desk-parts.ts';
import type { IamAnswer } from '../../src/approval/desk/iam/iam-answer.ts';
import { keptRequests } from '../../src/approval/desk/kept-requests.ts';
import { signLink } from '../../src/approval/link/link.ts';
import type { SigningKeySource, SigningKeys } from '../../src/approval/link/signing-keys.ts';
import { linkReader } from '../../src/approval/link/stored-links.ts';
import type { Notice, Notifier } from '../../src/approval/notice/notifier.ts';
import { createLedger } from '../../src/approval/request/ledger.ts';
import { type ApprovalRequest, parseRequest, type Subject, type Vote } from '../../src/approval/request/request.ts';
import { openRequest } from '../../src/approval/request/transitions.ts';
import { approvalCheck } from '../../src/checks/approval/approval-check.ts';
import {
  createApprovalLifecycle,
  type LifecycleParts,
  type SubjectFacts,
} from '../../src/checks/approval/approval-lifecycle.ts';
import type { SignInFacts } from '../../src/checks/approval/why-unprovable.ts';
import type { HookAnswer } from '../../src/hook/answer/answer.ts';
import type { Clock } from '../../src/hook/clock.ts';
import { createHook } from '../../src/hook/create-hook.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import { requestKey } from '../../src/storage/keys.ts';
import { createReports } from '../../src/storage/reports.ts';
import type { ObjectStore } from '../../src/storage/store.ts';
import { recordDeployer } from '../../src/watcher/record-deployer.ts';
import {
  contextBeside,
  ecsEvent,
  lambdaContext,
  type RecordingLogger,
  recordingLogger,
  SteppableClock,
  throughJson,
} from './hook.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';

export const neverAborted = new AbortController().signal;

/** The key of the request that `ecsEvent()` leads to. */
export const key =
  'approvals/123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28/POST_TEST_TRAFFIC_SHIFT.json';

/** How a log line names the request of that key. */
export const loggedRequest = { request: key, deployment: 'EZe5RNVLH6PPzHXINuP28' };

export const deskUrl = 'https://desk.example.com';

export const signingKeys: SigningKeys = { current: 'k1', secrets: new Map([['k1', 'first-secret-'.padEnd(64, 'a')]]) };
/** After a rotation: new links are signed with k2, links of k1 are still good. */
export const rotatedKeys: SigningKeys = {
  current: 'k2',
  secrets: new Map([...signingKeys.secrets, ['k2', 'second-secret-'.padEnd(64, 'b')]]),
};
export const foreignKeys: SigningKeys = {
  current: 'k1',
  secrets: new Map([['k1', 'foreign-secret-'.padEnd(64, 'c')]]),
};

/** The facts about the deployment of `ecsEvent()`. */
export const facts: SubjectFacts = {
  sourceRevisionId: '1920498462936580504',
  strategy: 'BLUE_GREEN',
  firstDeployment: false,
  images: [{ container: 'ui', before: 'shop/ui:1.41', after: 'shop/ui:1.42' }],
  testUrl: 'http://test.shop.example:8080/',
  trial: { source: 'listener' },
  unknown: [],
};

export const subject: Subject = {
  account: '123456789012',
  region: 'us-west-2',
  cluster: 'my-cluster',
  service: 'my-service',
  deploymentId: 'EZe5RNVLH6PPzHXINuP28',
  stage: 'POST_TEST_TRAFFIC_SHIFT',
  revisionId: '9313423515462893900',
  ...facts,
};

/** A request that was made at 14:00 and can be decided until 14:30. */
export function newRequest(changes: Partial<Parameters<typeof openRequest>[0]> = {}): ApprovalRequest {
  return openRequest({
    subject,
    now: new Date('2026-11-22T14:00:00.000Z'),
    deadline: new Date('2026-11-22T14:30:00.000Z'),
    approvals: 1,
    reviewers: [],
    claimId: 'claim-1',
    ...changes,
  });
}

export function vote(changes: Partial<Vote> = {}): Vote {
  return { id: 'vote-1', choice: 'APPROVE', by: 'ana@example.com', at: '2026-11-22T14:10:00.000Z', ...changes };
}

/** `id-1`, `id-2`, … */
export function countedIds(prefix = 'id'): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}-${count}`;
  };
}

/** A clock that is wrong by some seconds. */
export function skewed(clock: Clock, seconds: number): Clock {
  return { now: () => new Date(clock.now().getTime() + seconds * 1000) };
}

export type RecordingNotifier = Notifier & {
  readonly sent: readonly Notice[];
  failWith(error: Error | undefined): void;
};

export function recordingNotifier(): RecordingNotifier {
  const sent: Notice[] = [];
  let failure: Error | undefined;
  return {
    sent,
    failWith: (error) => {
      failure = error;
    },
    async publish(notice) {
      if (failure) throw failure;
      sent.push(notice);
    },
  };
}

/** The parts of a hook and a desk in these tests. */
export type SetupParts = {
  store: ObjectStore;
  clock: Clock;
  notifier: Notifier;
  signingKeys: SigningKeySource;
  describe: () => Promise<SubjectFacts>;
  /** What ECS deploys when an approval is about to pass. Default: what people were shown. */
  deployed?: LifecycleParts['deployed'] | undefined;
  logger: RecordingLogger;
  newId: () => string;
  refusesHandDecisions?: boolean;
  /** What the hook knows about signing in. */
  signIn?: SignInFacts | undefined;
  /** Whether the stack records who starts deployments. */
  recordsDeployers?: boolean | undefined;
  deskSignIn?: DeskParts['signIn'];
  readPicture?: DeskParts['readPicture'];
  subscribers?: LifecycleParts['subscribers'];
  slack?: DeskParts['slack'];
};

export function hookOver({ store, clock, logger, refusesHandDecisions = false, ...parts }: SetupParts) {
  const ledger = createLedger(store);
  const reports = createReports(store);
  const deployed = parts.deployed ?? asDescribed(parts.describe);
  const rareSteps = createApprovalLifecycle({ ...parts, deployed, store, ledger, reports, deskUrl });
  return createHook({
    check: approvalCheck({ ledger, rareSteps: async () => rareSteps, refusesHandDecisions }),
    clock,
    logger,
    reports,
  });
}

/** A deployment that runs and has not changed since people were asked. */
export function asDescribed(describe: () => Promise<SubjectFacts> = async () => facts): LifecycleParts['deployed'] {
  return async ({ revisionArn }) => {
    const { images } = await describe().catch(() => facts);
    return { deployment: { status: 'IN_PROGRESS', targetServiceRevision: { arn: revisionArn } }, images };
  };
}

/** Reads a request as a desk does. Here all desks keep together what each would keep for itself. */
export const readKept = keptRequests();

export function deskOver({ store, deskSignIn, ...parts }: Omit<SetupParts, 'notifier' | 'describe'>): Hono {
  return createDesk({
    ...parts,
    signIn: deskSignIn,
    deskUrl,
    ledger: createLedger(store, readKept),
    reports: createReports(store),
    readLink: linkReader(store),
  });
}

export type SetupOptions = {
  /** Wraps the store that the hook and the desk use. Default: no wrapper. */
  wrap?: (store: ObjectStore) => ObjectStore;
  signingKeys?: SigningKeySource;
  describe?: () => Promise<SubjectFacts>;
  deployed?: LifecycleParts['deployed'];
  refusesHandDecisions?: boolean;
  signIn?: SignInFacts;
  /** Default true. */
  recordsDeployers?: boolean;
  deskSignIn?: DeskParts['signIn'];
  readPicture?: DeskParts['readPicture'];
  subscribers?: LifecycleParts['subscribers'];
  slack?: DeskParts['slack'];
  hookSkewSeconds?: number;
  deskSkewSeconds?: number;
};

/** An approval hook and a desk over one ledger in memory, with one clock. */
export type Setup = {
  clock: SteppableClock;
  store: MemoryStore;
  notifier: RecordingNotifier;
  logger: RecordingLogger;
  desk: Hono;
  hook: (event: unknown) => Promise<HookAnswer>;
  /** One gate as ECS calls it: each call carries the `hookDetails` of the answer before. */
  gate(hookDetails?: JsonObject, event?: Record<string, unknown>): () => Promise<HookAnswer>;
  request(key?: string): ApprovalRequest;
  /** The path behind `Decide:` in a mail. */
  linkIn(notice: Notice | undefined): string;
  /** A custom link. */
  link(reviewer?: string, changes?: { key?: string; expiresAt?: Date; keys?: SigningKeys }): string;
};

export function approvalSetup(options: SetupOptions = {}): Setup {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const notifier = recordingNotifier();
  const logger = recordingLogger();
  const parts: SetupParts = {
    store: options.wrap?.(store) ?? store,
    clock,
    notifier,
    signingKeys: options.signingKeys ?? (async () => signingKeys),
    describe: options.describe ?? (async () => facts),
    deployed: options.deployed,
    logger,
    newId: countedIds(),
    refusesHandDecisions: options.refusesHandDecisions ?? false,
    signIn: options.signIn,
    recordsDeployers: options.recordsDeployers ?? true,
    deskSignIn: options.deskSignIn,
    readPicture: options.readPicture,
    subscribers: options.subscribers,
    slack: options.slack,
  };
  const hook = hookOver({ ...parts, clock: skewed(clock, options.hookSkewSeconds ?? 0) });

  return {
    clock,
    store,
    notifier,
    logger,
    desk: deskOver({ ...parts, clock: skewed(clock, options.deskSkewSeconds ?? 0) }),
    hook: (event) => hook(event, contextBeside(event)),
    gate: (hookDetails = {}, event = ecsEvent()) => gateOf((next) => hook(next, lambdaContext()), event, hookDetails),
    request: (at = key) => parseRequest(store.contents()[at] ?? `nothing is stored at ${at}`),
    linkIn: (notice) =>
      /^Decide: {3}https:\/\/desk\.example\.com(\/r\/\S+)$/m.exec(notice?.body ?? '')?.[1] ?? 'no link',
    link: linkTo,
  };
}

/** Has the deployment watcher record a call that started a deployment, by default that of {@link subject}, as CloudTrail reports it. */
export async function recordStart(
  { store, clock }: { store: ObjectStore; clock: Clock },
  {
    by,
    at = clock.now(),
    id = by,
    deploymentId = subject.deploymentId,
    ...more
  }: { by: string; at?: Date; id?: string; sourceIdentity?: string; deploymentId?: string },
): Promise<void> {
  const { account, region, cluster, service } = subject;
  const serviceArn = `arn:aws:ecs:${region}:${account}:service/${cluster}/${service}`;
  const serviceDeploymentArn = `${serviceArn.replace(':service/', ':service-deployment/')}/${deploymentId}`;
  const record = recordDeployer({
    ...{ store, clock, logger: recordingLogger() },
    ecs: async () => ({ listServiceDeployments: async () => [{ serviceDeploymentArn, createdAt: at }] }),
  });
  await record(apiCallEvent({ account, region, by, at, id, serviceArn, ...more }), {
    ...lambdaContext(),
    invokedFunctionArn: `arn:aws:lambda:${region}:${account}:function:watcher`,
  });
}

/** What EventBridge delivers of a call of UpdateService, in the form in which CloudTrail reports calls. */
export function apiCallEvent(call: {
  account: string;
  region: string;
  by: string;
  at: Date;
  id: string;
  serviceArn: string;
  sourceIdentity?: string;
}) {
  const { account, region, by, at, id, serviceArn, sourceIdentity } = call;
  const [, cluster, service] = serviceArn.split('/');
  return {
    ...{ version: '0', id: `event-${id}`, source: 'aws.ecs', 'detail-type': 'AWS API Call via CloudTrail' },
    ...{ account, region, resources: [] },
    detail: {
      ...{ eventVersion: '1.11', eventSource: 'ecs.amazonaws.com', eventName: 'UpdateService', awsRegion: region },
      eventTime: at.toISOString().replace(/\.\d+Z$/, 'Z'),
      eventID: id,
      userIdentity: {
        type: by.includes(':user/') ? 'IAMUser' : 'AssumedRole',
        arn: by,
        ...(sourceIdentity !== undefined && { sessionContext: { sourceIdentity } }),
      },
      requestParameters: { cluster, service, taskDefinition: 'shop:42' },
      responseElements: {
        service: {
          serviceArn,
          clusterArn: `arn:aws:ecs:${region}:${account}:cluster/${cluster}`,
          serviceName: service,
        },
      },
    },
  };
}

/** Calls a hook again and again, each time with the `hookDetails` of the answer before. */
export function gateOf(
  hook: (event: unknown) => Promise<HookAnswer>,
  event: Record<string, unknown>,
  hookDetails: JsonObject,
): () => Promise<HookAnswer> {
  let next: Record<string, unknown> = { ...event, hookDetails };
  return async () => {
    const answer = await hook(next);
    if (answer.hookStatus === 'IN_PROGRESS') next = { ...event, hookDetails: throughJson(answer.hookDetails) };
    return answer;
  };
}

/** The path of a custom link. */
export function linkTo(
  reviewer = 'link holder',
  changes: { key?: string; expiresAt?: Date; keys?: SigningKeys } = {},
): string {
  const { keys = signingKeys, key: at = key, expiresAt = new Date('2026-11-30T00:00:00Z') } = changes;
  return `/a/${signLink(keys, { key: at, reviewer, expiresAt })}`;
}

/** The key of the request that an event leads to. */
export function keyOf(changes: {
  stage?: string;
  step?: number;
  gate?: string;
  deploymentId?: string;
  cluster?: string;
  service?: string;
}): string {
  return requestKey({ ...subject, ...changes });
}

/** What a browser sends for the form on a page, with these choices. */
export function fillIn(page: string, fields: Record<string, string>): RequestInit {
  const nonce = /name="nonce" value="([^"]+)"/.exec(page)?.[1] ?? 'no form on this page';
  return {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ nonce, ...fields }).toString(),
  };
}

export const approving = { choice: 'approve', looked: 'yes', reason: '' };
export const rejecting = { choice: 'reject', reason: 'the cart is empty' };

/** Sends a form and follows the redirect, as a browser does. */
export async function sendForm(desk: Pick<Hono, 'request'>, link: string, form: RequestInit): Promise<Response> {
  const answer = await desk.request(link, form);
  return answer.status === 303 ? desk.request(answer.headers.get('location') ?? 'nowhere') : answer;
}

/** Opens a link, sends its form and follows the redirect, as a person does. */
export async function decideAt(
  desk: Pick<Hono, 'request'>,
  link: string,
  fields: Record<string, string> = approving,
): Promise<{ status: number; page: string }> {
  const shown = await desk.request(link);
  const answer = await sendForm(desk, link, fillIn(await shown.text(), fields));
  return { status: answer.status, page: await answer.text() };
}

/** What Hono's adapter makes of an event of API Gateway's route with IAM authorization. */
export function iamEnvironment(userArn: string) {
  const iam = { accessKey: 'AKIA', accountId: '123456789012', callerId: 'AIDA', userArn, userId: 'AIDA' };
  return { requestContext: { accountId: '123456789012', authorizer: { iam }, http: { method: 'POST' } } };
}

/** Sends a decision as an IAM identity does, `fields` over an approval of {@link key} without words. */
export async function decideByIam(
  desk: Pick<Hono, 'request'>,
  userArn: string,
  choice: string,
  fields: Record<string, unknown> = {},
): Promise<{ status: number; answer: IamAnswer }> {
  const reason = choice === 'reject' ? { reason: 'the cart is empty' } : {};
  const answer = await desk.request(
    '/decisions',
    { method: 'POST', body: JSON.stringify({ request: key, choice, ...reason, ...fields }) },
    iamEnvironment(userArn),
  );
  return { status: answer.status, answer: (await answer.json()) as IamAnswer };
}

/** What a person reads on a page. */
export function wordsOn(page: string): string {
  return page
    .replace(/<(style|script)>.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
