import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { peopleChannel } from '../announcer/channels/people-channel.ts';
import type { Channel } from '../announcer/outbox/lane.ts';
import { createOutboxStore } from '../announcer/outbox/outbox-store.ts';
import { createDesk } from '../approval/desk/create-desk.ts';
import { deskFunction } from '../approval/desk/desk-function.ts';
import type { DeskParts } from '../approval/desk/desk-parts.ts';
import { parseSigningKeys, type SigningKeys } from '../approval/link/signing-keys.ts';
import { linkReader } from '../approval/link/stored-links.ts';
import { createLedger } from '../approval/request/ledger.ts';
import { alarmsCheck } from '../checks/alarms/alarms-check.ts';
import { approvalCheck } from '../checks/approval/approval-check.ts';
import { createApprovalLifecycle } from '../checks/approval/approval-lifecycle.ts';
import { findDeployed } from '../checks/approval/confirm/find-deployed.ts';
import { findSubject } from '../checks/approval/find-subject.ts';
import { gateCheck } from '../checks/gate/gate-check.ts';
import { metricsCheck } from '../checks/metrics/metrics-check.ts';
import { httpProbe } from '../checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../checks/smoke/smoke-check.ts';
import { withTerms } from '../checks/terms/with-terms.ts';
import type { HookHandler } from '../controller/lambda/hook-function.ts';
import { discoverTestListeners } from '../deployment/test-traffic/discover-test-listeners.ts';
import type { Check } from '../hook/check.ts';
import { createHook } from '../hook/create-hook.ts';
import type { HookLogger } from '../hook/log/hook-logger.ts';
import { createPauseStore } from '../pause-bridge/pause-store.ts';
import { hasCode } from '../storage/file/file-lock.ts';
import { fileStore } from '../storage/file/file-store.ts';
import { objectLister } from '../storage/file/object-lister.ts';
import { createReports } from '../storage/reports.ts';
import { messageOf } from '../wording/values.ts';
import { question, retailHooks, sandboxFunctionArn } from './attached-hooks.ts';
import { retailDefinitions } from './aws/retail-definitions.ts';
import { fileChannel } from './channel/file-channel.ts';
import { hookNeeds } from './load-balancer/hook-needs.ts';
import { localAnnouncer, reportingStore } from './local-announcer.ts';
import { localBridge } from './local-bridge.ts';
import { localWatcher } from './local-watcher.ts';
import { requestBehind } from './mailbox/request-behind.ts';
import { noticeable } from './pace.ts';
import { sandboxSignIn } from './sign-in/sandbox-sign-in.ts';
import type { InstalledHooks, SandboxSurroundings } from './surroundings.ts';

/** What a stack may have in addition. */
type InstallMore = {
  /** Where everything is announced, next to the mailboxes of the people who were asked. */
  channels?: readonly Channel[];
  /** Answers what people do in Slack. */
  slack?: DeskParts['slack'];
};

/**
 * The hooks, the desk, the pause bridge and the announcer as they are deployed, with local adapters: the same checks, kit and pages, on an embedded ledger and a local
 * mailbox.
 */
export async function installHooks(
  surroundings: SandboxSurroundings,
  logger: HookLogger,
  { channels = [], slack }: InstallMore = {},
): Promise<InstalledHooks> {
  const {
    folder,
    clock,
    notifier,
    alarms,
    metrics,
    ecs,
    loadBalancers,
    urls,
    names,
    alarmName,
    shape = 'own',
  } = surroundings;
  const { approvals = () => 1, notice = async () => {}, onRequestChange = () => {} } = surroundings;
  const needs = hookNeeds(shape, urls);
  const readers = { ecs, loadBalancers, definitions: retailDefinitions };
  const files = fileStore(join(folder, 'ledger'));
  const store = reportingStore(files, (event) => {
    onRequestChange();
    void announcer.deliver(event);
  });
  const ledger = createLedger(store);
  const reports = createReports(store);
  const keys = await keptSigningKeys(folder);
  const signingKeys = async () => keys;
  const newId = randomUUID;
  // The parameter that configures pauses right before production moves; in AWS it is in Parameter Store.
  const configured = `${parameterPrefix}/${names.cluster}/${names.service}/PRE_PRODUCTION_TRAFFIC_SHIFT`;

  const smoke = smokeCheck({
    probe: httpProbe({ allowLoopback: true }),
    discover: (target, options, signal) => discoverTestListeners(target, readers, signal, options),
    ecs,
  });
  const signIn = sandboxSignIn(urls.desk, signingKeys, question.reviewers);
  const rareSteps = createApprovalLifecycle({
    ...{ ledger, store, reports, notifier, signingKeys, newId, deskUrl: urls.desk, signIn: signIn?.facts },
    describe: (target, signal) => findSubject(target, readers, signal),
    deployed: (target, signal) => findDeployed(target, ecs, signal),
  });
  const approval = approvalCheck({ ledger, rareSteps: async () => rareSteps });
  const gate = gateCheck(
    {
      alarms: async () => withTerms(alarmsCheck(alarms, ecs), true),
      approval: async () => ({ ...approval, asksPeople: 'always' }),
      metrics: async () =>
        withTerms(metricsCheck({ cloudwatch: () => metrics, prometheus: () => metrics, tasks: noTasks, ecs }), true),
      smoke: async () => withTerms(smoke, true),
    },
    reports,
  );
  const announcer = localAnnouncer(
    {
      ...{ clock, logger, newId, ledger, reports, store: files, outbox: createOutboxStore(files) },
      channels: [peopleChannel(notifier), fileChannel(folder), ...channels],
      deskUrl: signIn && urls.desk,
      giveUpAfterMs: 24 * 3_600_000,
      ecs: async () => ecs,
    },
    sandboxFunctionArn(names, 'announcer'),
  );
  const bridge = localBridge({
    ...{ ledger, clock, logger, newId, parameterPrefix, pauses: createPauseStore(store), asksAlways: false },
    lifecycle: async () => rareSteps,
    ecs: async () => ecs,
    readParameters: async (wanted) =>
      new Map(
        wanted
          .filter((name) => name === configured)
          .map((name) => [name, JSON.stringify({ ...question, ...needs.approval, approvals: approvals() })]),
      ),
  });
  const watcher = localWatcher({ ...{ ledger, store, clock, logger, newId, names }, ecs: async () => ecs });
  const { kick } = bridge;
  const desk = deskFunction(
    createDesk({
      ledger,
      reports,
      signingKeys,
      readLink: linkReader(store),
      clock,
      logger,
      newId,
      kick,
      deskUrl: urls.desk,
      signIn: signIn?.signIn,
      slack,
      home: { listObjects: objectLister(store), readers: 'recognized' },
    }),
    { deskUrl: urls.desk, logger },
  );

  const arn = (name: string) => sandboxFunctionArn(names, name);
  const functions = new Map([
    [arn('smoke-hook'), noticeable(toFunction(withTerms(smoke)), notice)],
    [arn('alarm-hook'), noticeable(toFunction(withTerms(alarmsCheck(alarms, ecs))), notice)],
    [arn('approval-hook'), toFunction(approval)],
    [arn('gate-hook'), toFunction(gate)],
  ]);
  const { forSignIn, ...attached } = retailHooks(names, alarmName, needs);
  return {
    functions: (functionArn) => functions.get(functionArn),
    ...{ desk, bridge, announcer, watcher, ...attached },
    ...(signIn && { forSignIn, stop: signIn.stop }),
    requestBehind: requestBehind({ ledger, clock, signingKeys, readLink: linkReader(store) }),
  };

  function toFunction<Config>(check: Check<Config>): { handler: HookHandler; timeoutSeconds: number } {
    const handler = createHook({ check, clock, logger, reports });
    return {
      handler: (event, context) => handler(event, context as Parameters<typeof handler>[1]),
      timeoutSeconds,
    };
  }
}

const parameterPrefix = '/greenlight/pauses';

/** One server plays all tasks of a version. */
const noTasks = { runningTasks: async () => [] };

/** Lambda's maximum, because a minute of the sandbox's clock may pass in a second. */
const timeoutSeconds = 900;

/** Kept in the folder, so that a link mailed before a restart still works. */
async function keptSigningKeys(folder: string): Promise<SigningKeys> {
  const path = join(folder, 'signing-key.json');
  await mkdir(folder, { recursive: true });
  const fresh = JSON.stringify({ current: 'k1', k1: randomBytes(48).toString('base64url') });
  try {
    const isMade = await writeFile(path, fresh, { flag: 'wx', mode: 0o600 }).then(() => true, isThere);
    return parseSigningKeys(isMade ? fresh : await readFile(path, 'utf8'));
  } catch (cause) {
    const why = messageOf(cause);
    throw new Error(`${path}: ${why}, or remove it to get a new one, which breaks links that were already mailed`, {
      cause,
    });
  }
}

function isThere(error: unknown): false {
  if (hasCode(error, 'EEXIST')) return false;
  throw error;
}
