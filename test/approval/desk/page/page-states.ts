import type { JsonObject } from '../../../../src/hook/json.ts';
import type { Report } from '../../../../src/hook/report.ts';
import { createReports } from '../../../../src/storage/reports.ts';
import {
  approvalSetup,
  approving,
  decideAt,
  facts,
  key,
  neverAborted,
  rejecting,
  type Setup,
  subject,
} from '../../../helpers/approval.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const digest = (start: string) => `@sha256:${start.padEnd(64, '0')}`;
const ticked = { ...approving, 'item-0': 'yes', 'item-1': 'yes' };

/** A page of the desk: what happens before, and the link of its reader. */
export type PageState = {
  name: string;
  /** Further keys of the gate. Default: none. */
  gate?: JsonObject;
  reach: (setup: Setup) => Promise<unknown>;
  link: (setup: Setup) => string;
};

const links = { ana: (setup: Setup) => setup.link(ana), broken: () => '/a/v1.broken' };

/** Every kind of page that a reader of a link can see, about a release with everything that a page can show. */
export const pageStates: PageState[] = [
  { name: 'open', reach: async () => {}, link: links.ana },
  {
    name: 'half',
    reach: (setup) => decideAt(setup.desk, setup.link(ben), { ...ticked, reason: 'Works on my phone.' }),
    link: links.ana,
  },
  { name: 'voted', reach: (setup) => decideAt(setup.desk, setup.link(ana), ticked), link: links.ana },
  {
    name: 'approved',
    reach: async (setup) => {
      await decideAt(setup.desk, setup.link(ben), ticked);
      await decideAt(setup.desk, setup.link(ana), ticked);
    },
    link: links.ana,
  },
  { name: 'rejected', reach: (setup) => decideAt(setup.desk, setup.link(ben), rejecting), link: links.ana },
  { name: 'late', reach: async (setup) => setup.clock.step(5 * 3600), link: links.ana },
  {
    name: 'by hand',
    reach: async ({ store }) => store.edit(key, (store.contents()[key] ?? '').replace('"PENDING"', '"APPROVED"')),
    link: links.ana,
  },
  { name: 'message', reach: async () => {}, link: links.broken },
];

/**
 * A release with rules, a checklist, reports of ten checks, and changes in everything.
 *
 * @param more - keys of the gate. Default: none
 */
export async function fullSetup(more: JsonObject = {}): Promise<Setup> {
  const setup = approvalSetup({
    describe: async () => ({
      ...facts,
      images: [
        {
          container: 'ui',
          before: `shop/ui:1.41${digest('f49776ab')}`,
          after: `shop/ui:1.42${digest('8f18c2cd')}`,
        },
        { container: 'log', before: 'shop/log:7', after: 'shop/log:7' },
      ],
      changes: [
        { what: 'memory', before: '512 MiB', after: '1024 MiB' },
        { what: 'cpu', before: '0.25 vCPU', after: '0.5 vCPU' },
        { what: 'environment', container: 'ui', after: 'CHECKOUT_V2', note: 'value not shown' },
        { what: 'secret', container: 'ui', before: 'OLD_TOKEN', note: 'value not shown' },
        { what: 'task role', before: 'role/shop', after: 'role/shop-checkout' },
      ],
    }),
  });
  await setup.gate({
    title: 'The new checkout',
    notes: 'Put something into the cart on the test listener and cancel it.',
    checklist: ['Tested on a phone', 'Announced in #shop'],
    rules: [
      { name: 'QA', from: [ben], approvals: 1 },
      { name: 'Operations', from: [ana, cho], approvals: 1 },
    ],
    ...more,
  })();
  const reports = createReports(setup.store);
  for (const report of reportsOfTen(setup.clock.now().toISOString()))
    await reports.write(subject, report, neverAborted);
  setup.clock.step(22 * 60);
  return setup;
}

const smokeTimes = [96, 82, 121, 88, 90, 212, 140, 97, 85, 91, 104, 99, 118, 93];
/** As many as a report keeps. */
const loadTimes = Array.from({ length: 24 }, (_, part) => 180 + ((part * 37) % 90) + (part === 15 ? 160 : 0));

function reportsOfTen(at: string): Report[] {
  const base = { schemaVersion: 1, gate: undefined, stage: subject.stage, step: undefined, at } as const;
  const passed = { ...base, verdict: 'pass', findings: [] } as const;
  const ok = (name: string, found: string, allowed: string) => ({ name, found, allowed, outcome: 'passed' as const });
  return [
    {
      ...passed,
      check: 'smoke',
      reason: '14 of 14, p99 212 ms (allowed 500)',
      findings: [ok('GET /', 'status 200', 'status 200'), ok('p99 of all', '212 ms', '500 ms')],
      series: { name: 'response times', values: smokeTimes, unit: 'ms', max: 500 },
    },
    { ...passed, check: 'alarms', reason: '3 alarms OK for 10 min', findings: [ok('alarm shop-5xx', 'OK', 'OK')] },
    {
      ...base,
      check: 'metrics',
      verdict: 'fail',
      inconclusive: true,
      reason: 'only 12 requests in 5 min, at least 100 are needed',
      findings: [{ name: 'error rate', outcome: 'failed', found: '3.1 %', allowed: 'at most 2 %' }],
      series: { name: 'error rate', values: [0.4, 0.2, 3.1, 2.2, 3.1], max: 2 },
    },
    { ...passed, check: 'image-policy', reason: '2 images comply' },
    { ...passed, check: 'revision-diff', reason: '5 changes, all allowed' },
    { ...passed, check: 'target-health', reason: '4 of 4 targets healthy' },
    {
      ...passed,
      check: 'load',
      reason: '1200 requests in 60 s',
      findings: [ok('answers', '1200 2xx', 'all 2xx')],
      series: { name: 'slowest answers', values: loadTimes, unit: 'ms' },
    },
    { ...passed, check: 'change-window', reason: 'open until 17:00 UTC', stage: 'PRE_SCALE_UP' },
    { ...passed, check: 'http-gate', reason: 'the ticket OPS-7 is approved', stage: 'PRE_SCALE_UP' },
    { ...passed, check: 'browser', reason: '3 pages look the same' },
  ];
}
