import { randomUUID } from 'node:crypto';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SNSClient } from '@aws-sdk/client-sns';
import { snsNotifier } from '../../approval/notice/sns-notifier.ts';
import { snsSubscribers } from '../../approval/notice/sns-subscribers.ts';
import { createLedger } from '../../approval/request/ledger.ts';
import { createApprovalLifecycle } from '../../checks/approval/approval-lifecycle.ts';
import { findDeployed } from '../../checks/approval/confirm/find-deployed.ts';
import { findSubject } from '../../checks/approval/find-subject.ts';
import { ecsTaskDefinitionReader } from '../../checks/smoke/expect/ecs-task-definition-reader.ts';
import { logger } from '../../runtime/logger.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { createReports } from '../../storage/reports.ts';
import type { ObjectStore } from '../../storage/store.ts';
import { sdkTimeouts } from '../lazy/sdk.ts';
import type { ApprovalEnvironment } from './environment.ts';
import { loadReaders } from './load-readers.ts';
import { signInFacts } from './sign-in/sign-in-facts.ts';
import { signingKeySource } from './signing-key-source.ts';

/** What the approval hook does a few times per gate. Loaded when first needed, because it includes the SDK. */
export async function loadedApprovalLifecycle(environment: ApprovalEnvironment, store: ObjectStore) {
  const readers = { ...(await loadReaders()), definitions: ecsTaskDefinitionReader(new ECSClient(sdkTimeouts)) };
  const { NOTIFICATIONS_TOPIC_ARN: topicArn } = environment;
  return createApprovalLifecycle({
    ledger: createLedger(store),
    store,
    reports: createReports(store),
    notifier: snsNotifier(() => new SNSClient({ ...sdkTimeouts, maxAttempts: 1 }), topicArn),
    subscribers: snsSubscribers(new SNSClient(sdkTimeouts), topicArn),
    signingKeys: signingKeySource(environment, { clock: systemClock, logger }),
    deskUrl: environment.DESK_URL,
    signIn: signInFacts(process.env),
    recordsDeployers: ['cloudtrail', 'tag'].includes(process.env['DEPLOYERS'] ?? ''),
    describe: (target, signal) => findSubject(target, readers, signal),
    deployed: (target, signal) => findDeployed(target, readers.ecs, signal),
    newId: randomUUID,
  });
}
