import type { Diagram } from '../diagram.ts';
import { desk, ecs, gateHook, ledger, testListener } from './shared-places.ts';

/** Flows in which automated checks judge. */
export const checkDiagrams: readonly Diagram[] = [
  {
    id: 'checks',
    title: 'Automated checks',
    about:
      'The gate hook runs the checks that its `hookDetails` list. `SmokeHook` and `AlarmHook` run one each, with fewer permissions.',
    places: {
      ecs: ecs([0, 0]),
      cloudwatch: { name: 'CloudWatch', what: 'alarms, metrics', kind: 'aws', at: [1, 0] },
      hook: gateHook([0, 1]),
      listener: testListener([1, 1]),
      ledger: ledger([0, 2]),
      yours: { name: 'your system', what: 'of an HTTP gate', kind: 'yours', at: [1, 2] },
    },
    steps: [
      { from: 'ecs', to: 'hook', text: 'ECS invokes the hook at its stage.' },
      {
        from: 'hook',
        to: 'listener',
        text: 'Smoke tests: the hook reads the load balancer’s rules, makes sure that the requests will reach the new version, and sends them.',
      },
      { from: 'hook', to: 'cloudwatch', text: 'Alarms and metrics: it reads their states, history and values.' },
      { from: 'hook', to: 'yours', text: 'An HTTP gate asks a system of yours.' },
      { from: 'hook', to: 'ledger', text: 'Each check writes its report, which reviewers see later.' },
      { from: 'hook', to: 'ecs', text: 'The hook answers `SUCCEEDED`, `FAILED`, or `IN_PROGRESS` to be called again.' },
    ],
  },
  {
    id: 'load',
    title: 'Traffic of your own',
    about: 'The `load` check gives alarms and metrics something to judge.',
    places: {
      ecs: ecs([0, 0]),
      cloudwatch: { name: 'CloudWatch', what: 'alarms, metrics', kind: 'aws', at: [1, 0] },
      hook: gateHook([0, 1]),
      listener: { name: 'a listener', what: 'your load balancer', kind: 'yours', at: [1, 1] },
      version: { name: 'new version', what: 'your tasks', kind: 'yours', at: [1, 2] },
    },
    steps: [
      { from: 'ecs', to: 'hook', text: 'ECS invokes the hook.' },
      {
        from: 'hook',
        to: 'listener',
        text: '`load` sends requests at a steady rate: to the test listener, or to production if its configuration says so. Each call sends for less than two minutes; the next one continues.',
      },
      {
        from: 'listener',
        to: 'version',
        text: 'They reach the new version. In production, both versions get their share.',
      },
      { from: 'listener', to: 'cloudwatch', text: 'The load balancer reports its metrics.' },
      { from: 'cloudwatch', to: 'hook', text: 'The next check of the gate judges them.' },
      { from: 'hook', to: 'ecs', text: 'The hook answers.' },
    ],
  },
  {
    id: 'browser',
    title: 'The browser',
    about: 'A stack of its own (`browser/template.yaml`), so that nobody else pays for a Chromium.',
    places: {
      ecs: ecs([0, 0]),
      hook: { name: 'browser hook', what: 'BrowserHook', kind: 'greenlight', at: [1, 0] },
      listener: testListener([0, 1]),
      ledger: ledger([1, 1]),
      desk: desk([1, 2]),
      reviewer: { name: 'reviewer', what: 'a person', kind: 'person', at: [0, 2] },
    },
    steps: [
      { from: 'ecs', to: 'hook', text: 'ECS invokes the hook, in most cases at `POST_TEST_TRAFFIC_SHIFT`.' },
      {
        from: 'hook',
        to: 'listener',
        text: 'Chromium opens pages of the new version, through a proxy that lets it reach nothing else.',
      },
      { from: 'hook', to: 'ledger', text: 'The hook stores its report, and pictures of the pages.' },
      { from: 'hook', to: 'ecs', text: 'It answers.' },
      { from: 'ledger', to: 'desk', text: 'When people are asked at a later stage, the desk reads the pictures.' },
      { from: 'desk', to: 'reviewer', text: 'Reviewers see them on the page on which they decide.' },
    ],
  },
];
