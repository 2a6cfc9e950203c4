import type { Diagram } from '../diagram.ts';
import { ecs, ledger, topic } from './shared-places.ts';

/** Flows after a decision, or after the end of a deployment. */
export const resultDiagrams: readonly Diagram[] = [
  {
    id: 'watcher',
    title: 'The watcher',
    about:
      'It closes requests that nobody has to decide any more. An event only says which service to check: ECS itself is asked how the deployment is going.',
    places: {
      ecs: ecs([0, 0]),
      events: { name: 'event rule', what: 'DeploymentEvents', kind: 'greenlight', at: [1, 0] },
      sweep: { name: 'schedule', what: 'Sweep', kind: 'greenlight', at: [0, 1] },
      watcher: { name: 'watcher', what: 'DeploymentWatcher', kind: 'greenlight', at: [1, 1] },
      dead: { name: 'dead letters', what: 'DeadLetters', kind: 'greenlight', at: [0, 2] },
      ledger: ledger([1, 2]),
    },
    steps: [
      { from: 'ecs', to: 'events', text: 'ECS reports to EventBridge that a deployment has changed.' },
      { from: 'events', to: 'watcher', text: 'The rule invokes the watcher.' },
      {
        from: 'sweep',
        to: 'watcher',
        text: 'So does a schedule, which has it check all open requests, in case an event was lost.',
      },
      { from: 'watcher', to: 'ecs', text: 'The watcher asks ECS whether the deployment still runs.' },
      {
        from: 'watcher',
        to: 'ledger',
        text: 'If it does not, the watcher closes the request as `SUPERSEDED`; if the deadline has passed, as expired.',
      },
      {
        from: 'watcher',
        to: 'dead',
        text: 'An event on which it fails three times is kept for two weeks, and an alarm goes off.',
      },
    ],
  },
  {
    id: 'announcements',
    title: 'Announcements',
    about:
      'Optional (`Announcements`). What is announced follows from what is stored and from what ECS says; events only say where to look.',
    places: {
      ledger: ledger([0, 0]),
      ecs: ecs([1, 0]),
      requests: { name: 'event rule', what: 'AnnouncementRequests', kind: 'greenlight', at: [0, 1] },
      events: { name: 'event rule', what: 'AnnouncementEvents', kind: 'greenlight', at: [1, 1] },
      queue: { name: 'queue (SQS)', what: 'AnnouncementQueue', kind: 'greenlight', at: [0, 2] },
      sweep: { name: 'schedule', what: 'AnnouncementSweep', kind: 'greenlight', at: [1, 2] },
      announcer: { name: 'announcer', what: 'Announcer', kind: 'greenlight', at: [0, 3] },
      chats: { name: 'Slack, Teams', what: 'your webhooks', kind: 'yours', at: [1, 3] },
      topic: topic([0, 4]),
      others: { name: 'topic (SNS)', what: 'AnnouncementsTopic', kind: 'greenlight', at: [1, 4] },
    },
    steps: [
      { from: 'ledger', to: 'requests', text: 'S3 reports each request that is written or changed.' },
      { from: 'ecs', to: 'events', text: 'ECS reports deployments that end or roll back.' },
      { from: 'requests', to: 'queue', text: 'Both kinds of events go into one queue.' },
      {
        from: 'events',
        to: 'queue',
        text: 'An event that finds the announcer at work is dropped, because the announcer reads everything again before it stops.',
      },
      {
        from: 'sweep',
        to: 'queue',
        text: 'A schedule has it check every deployment that is not finished, in case an event was lost.',
      },
      {
        from: 'queue',
        to: 'announcer',
        text: 'The announcer reads the requests, the reports and the record of what was sent, and asks ECS.',
      },
      { from: 'announcer', to: 'chats', text: 'It sends what is new to each channel: Slack and Teams,' },
      { from: 'announcer', to: 'topic', text: 'the people who were asked,' },
      {
        from: 'announcer',
        to: 'others',
        text: 'and everybody who has subscribed to the topic without personal links.',
      },
    ],
  },
];
