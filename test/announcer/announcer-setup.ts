import { createAnnouncer } from '../../src/announcer/create-announcer.ts';
import type { Announcement } from '../../src/announcer/news/announcement.ts';
import type { AnnouncerParts } from '../../src/announcer/outbox/announcer-parts.ts';
import type { Channel } from '../../src/announcer/outbox/lane.ts';
import { createOutboxStore } from '../../src/announcer/outbox/outbox-store.ts';
import { createLedger } from '../../src/approval/request/ledger.ts';
import { type ApprovalRequest, formatRequest } from '../../src/approval/request/request.ts';
import type { EcsDeployment } from '../../src/deployment/ecs.ts';
import { requestKey } from '../../src/storage/keys.ts';
import { createReports } from '../../src/storage/reports.ts';
import type { ObjectStore } from '../../src/storage/store.ts';
import { countedIds, subject } from '../helpers/approval.ts';
import { type RecordingLogger, recordingLogger, SteppableClock } from '../helpers/hook.ts';
import { type MemoryStore, memoryStore } from '../helpers/memory-store.ts';

export const announcerArn = 'arn:aws:lambda:us-west-2:123456789012:function:announcer';

/** A channel in memory, with what it was sent and what it took. */
export type RecordingChannel = {
  channel: Channel;
  /** Ids, in the order in which they were accepted. */
  accepted: string[];
  announcements: Announcement[];
  /** Every attempt fails with this. */
  failWith(error: Error | undefined): void;
};

export function recordingChannel(name = 'topic'): RecordingChannel {
  const accepted: string[] = [];
  const taken: Announcement[] = [];
  let failure: Error | undefined;
  const channel: Channel = (announcements) => [
    {
      name,
      announcements,
      async send(announcement) {
        if (failure) throw failure;
        accepted.push(announcement.id);
        taken.push(announcement);
      },
    },
  ];
  const failWith = (error: Error | undefined) => {
    failure = error;
  };
  return { channel, accepted, announcements: taken, failWith };
}

export type AnnouncerSetup = {
  clock: SteppableClock;
  store: MemoryStore;
  logger: RecordingLogger;
  /** What ECS says; undefined if it does not know the deployment. */
  ecs: { deployment: EcsDeployment | undefined; error?: Error | undefined };
  parts(channels: readonly Channel[], store?: ObjectStore): Omit<AnnouncerParts, 'partition'>;
  /** Stores a request as the hook or the desk does. */
  put(request: ApprovalRequest): void;
};

export function announcerSetup(): AnnouncerSetup {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const logger = recordingLogger();
  const newId = countedIds('claim');
  const ecs: AnnouncerSetup['ecs'] = { deployment: { status: 'IN_PROGRESS' } };
  return {
    ...{ clock, store, logger, ecs },
    parts: (channels, over = store) => ({
      ...{ channels, clock, logger, newId, store: over, giveUpAfterMs: 24 * 3_600_000 },
      outbox: createOutboxStore(over),
      ledger: createLedger(over),
      reports: createReports(over),
      ecs: async () => ({
        async describeServiceDeployment() {
          if (ecs.error) throw ecs.error;
          return ecs.deployment;
        },
      }),
    }),
    put: (request) => store.edit(requestKey(request.subject), formatRequest(request)),
  };
}

/** What EventBridge delivers after a request was written. */
export const written = (request: { subject: ApprovalRequest['subject'] } = { subject }) => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: 'ledger' }, object: { key: requestKey(request.subject) } },
});

/** What EventBridge delivers after something happened to the service. */
export const ofService = {
  source: 'aws.ecs',
  'detail-type': 'ECS Deployment State Change',
  account: '123456789012',
  region: 'us-west-2',
  resources: ['arn:aws:ecs:us-west-2:123456789012:service/my-cluster/my-service'],
  detail: {},
};

export const sweepOfAnnouncer = { source: 'aws.events', 'detail-type': 'Scheduled Event' };

/** Calls the announcer with messages; resolves to the numbers of those that failed. */
export async function announce(parts: Omit<AnnouncerParts, 'partition'>, ...messages: unknown[]): Promise<string[]> {
  const Records = messages.map((message, index) => ({ messageId: `${index}`, body: JSON.stringify(message) }));
  const context = { invokedFunctionArn: announcerArn, getRemainingTimeInMillis: () => 60_000 };
  const { batchItemFailures } = await createAnnouncer(parts)({ Records }, context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
