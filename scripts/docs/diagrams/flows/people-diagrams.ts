import type { Diagram } from '../diagram.ts';
import { desk, ecs, ledger, reviewer, topic } from './shared-places.ts';

/** Flows in which people decide. */
export const peopleDiagrams: readonly Diagram[] = [
  {
    id: 'approval',
    title: 'An approval',
    about:
      'The approval hook keeps nothing in its memory: every call reads the request from the ledger, and the answer to ECS follows from what is stored there.',
    places: {
      ecs: ecs([0, 0]),
      hook: { name: 'approval hook', what: 'ApprovalHook', kind: 'greenlight', at: [1, 0] },
      topic: topic([0, 1]),
      ledger: ledger([1, 1]),
      reviewer: reviewer([0, 2]),
      desk: desk([1, 2]),
      api: { name: 'HTTP API', what: 'DeskApi', kind: 'greenlight', at: [0, 3] },
    },
    steps: [
      {
        from: 'ecs',
        to: 'hook',
        text: 'At the hook’s stage, ECS invokes the function, with the role `HookInvokeRole`.',
      },
      {
        from: 'hook',
        to: 'ledger',
        text: 'The hook writes the approval request. S3 accepts it only if there is none yet, so two calls at the same time make one request.',
      },
      {
        from: 'hook',
        to: 'topic',
        text: 'It publishes one message for each reviewer, with a signed link of their own.',
      },
      { from: 'topic', to: 'reviewer', text: 'SNS sends the email.' },
      {
        from: 'reviewer',
        to: 'api',
        text: 'The reviewer opens the link, which only shows. Sending the form on that page is the vote.',
      },
      { from: 'api', to: 'desk', text: 'The desk verifies the link’s signature with `SigningKey`, and then the form.' },
      {
        from: 'desk',
        to: 'ledger',
        text: 'It adds the vote, and the decision once the rules are met, to the request as it has just read it. If somebody else was quicker, it reads again.',
      },
      {
        from: 'ledger',
        to: 'hook',
        text: 'ECS calls the hook again, at most two minutes later, and the hook reads the decision.',
      },
      { from: 'hook', to: 'ecs', text: 'It answers `SUCCEEDED`, `FAILED`, or `IN_PROGRESS` while nobody has decided.' },
    ],
  },
  {
    id: 'pause',
    title: 'The pause bridge',
    about:
      'Optional (`PauseBridge`). ECS’s own pause hooks call no function: the bridge hears of them by events, and answers with `ContinueServiceDeployment`. The desk still has no permission on ECS.',
    places: {
      ecs: ecs([0, 0]),
      events: { name: 'event rule', what: 'PauseEvents', kind: 'greenlight', at: [1, 0] },
      bridge: { name: 'pause bridge', what: 'PauseBridgeFunction', kind: 'greenlight', at: [0, 1] },
      queue: { name: 'queue (SQS)', what: 'PauseQueue', kind: 'greenlight', at: [1, 1] },
      topic: topic([0, 2]),
      desk: desk([1, 2]),
      reviewer: reviewer([0, 3]),
      ledger: ledger([1, 3]),
    },
    steps: [
      { from: 'ecs', to: 'events', text: 'ECS reports to EventBridge that a pause hook waits for an answer.' },
      {
        from: 'events',
        to: 'queue',
        text: 'The event goes into a queue, and so does the wake-up of `PauseSweep` each minute, in case an event was lost.',
      },
      {
        from: 'queue',
        to: 'bridge',
        text: 'The bridge asks ECS whether the pause still waits, and writes the request and its own record to the ledger.',
      },
      { from: 'bridge', to: 'topic', text: 'It publishes the messages with the links.' },
      { from: 'topic', to: 'reviewer', text: 'SNS sends the email.' },
      { from: 'reviewer', to: 'desk', text: 'The reviewer votes, as at an approval hook.' },
      { from: 'desk', to: 'ledger', text: 'The desk writes the vote and the decision into the ledger.' },
      {
        from: 'desk',
        to: 'queue',
        text: 'It sends the bridge the key of the request, and nothing else. If that is lost, S3 reports the write to the same queue.',
      },
      {
        from: 'queue',
        to: 'bridge',
        text: 'The bridge reads the request, and compares decision, votes and rules with its own record.',
      },
      { from: 'bridge', to: 'ecs', text: 'It calls `ContinueServiceDeployment` with `CONTINUE` or `ROLLBACK`.' },
    ],
  },
  {
    id: 'slack',
    title: 'A vote in Slack',
    about: 'Optional (`SlackAppSecretArn`), with a Slack app of your own.',
    places: {
      ledger: ledger([0, 0]),
      announcer: { name: 'announcer', what: 'Announcer', kind: 'greenlight', at: [1, 0] },
      desk: desk([0, 1]),
      slack: { name: 'Slack', what: 'your workspace', kind: 'yours', at: [1, 1] },
      route: { name: 'HTTP API', what: 'DeskSlackRoute', kind: 'greenlight', at: [0, 2] },
      person: { name: 'reviewer', what: 'a person', kind: 'person', at: [1, 2] },
    },
    steps: [
      { from: 'ledger', to: 'announcer', text: 'S3 reports the new request, by EventBridge and a queue.' },
      { from: 'announcer', to: 'slack', text: 'The announcer posts a message with two buttons.' },
      { from: 'slack', to: 'person', text: 'Reviewers see it in the channel.' },
      { from: 'person', to: 'slack', text: 'One of them presses a button, which decides nothing.' },
      { from: 'slack', to: 'route', text: 'Slack sends the press, signed, to the route of the desk’s API.' },
      { from: 'route', to: 'desk', text: 'The desk verifies the signature, and finds the person by the account.' },
      {
        from: 'desk',
        to: 'slack',
        text: 'It opens a form with the changes and the checks. The filled form comes the same way as the press.',
      },
      { from: 'desk', to: 'ledger', text: 'The desk records the vote, like one with a personal link.' },
      {
        from: 'ledger',
        to: 'announcer',
        text: 'S3 reports the decision, and the announcer changes the message: its buttons are gone.',
      },
    ],
  },
];
