import { table } from '../markdown.ts';
import prices from '../prices.json' with { type: 'json' };
import { callsIn } from './decisions-page.ts';

/** What was taken into account; docs/performance.md says how the times were measured. */
const assumed = {
  /** Memory of the approval hook in the template, in GB. */
  hookGigabytes: 0.25,
  deskGigabytes: 0.5,
  /** Billed seconds of a warm poll and of a call that does something rare, both generous: measured ones are shorter. */
  pollSeconds: 0.03,
  rareSeconds: 1.5,
  pageSeconds: 0.3,
  /** A log line of a poll. */
  logBytes: 1_000,
  reviewers: 2,
  pagesPerReviewer: 5,
};

type Item = { what: string; times: number; dollarsEach: number };

/** What a gate costs, computed from the adaptive delay and from stated prices. */
export function costPage(): string {
  const gates = [15 * 60, 4 * 3600, 23 * 3600].map((seconds) => ({ seconds, items: gate(seconds) }));
  const four = gates[1]?.items ?? [];
  const idle = prices.secretMonth;
  return `# What it costs

Computed when this page was made, from the number of calls that the hooks' own adaptive delay comes to, and from prices read on ${prices.readOn}
(${prices.from}).

## One approval gate of four hours

Two reviewers, each of whom opens the page ${assumed.pagesPerReviewer} times; the decision falls at the last moment, which is the dearest case.

${table(
  ['what', 'how often', 'µ$ each', 'µ$'],
  [
    ...four.map(({ what, times, dollarsEach }) => [
      what,
      String(times),
      micro(dollarsEach),
      micro(times * dollarsEach),
    ]),
    ['**together**', '', '', `**${micro(total(four))}**`],
  ],
)}

That is ${(total(four) * 100).toFixed(3)} US cents. A pause hook of ECS's own costs nothing, and does [less](../pause-hook-or-greenlight.md).

## Shorter and longer

${table(
  ['the gate waits', 'calls of the hook', 'µ$'],
  gates.map(({ seconds, items }) => [sayHours(seconds), String(callsIn(seconds)), micro(total(items))]),
)}

A smoke or alarm gate is one call or a few, and costs less than a tenth of that.

## When nothing is deployed

The signing key in Secrets Manager, ${idle.toFixed(2)} US$ a month. The ledger grows by a few kilobytes for each request, at
${prices.s3GigabyteMonth} US$ per gigabyte and month; logs by about a kilobyte for each call.

Not counted: free tiers, which cover most of this, data transfer, CloudWatch alarms and dashboards that your template creates (see
[the template](./template.md)), and taxes.

## The demo service

[The demo service](../examples/demo-service.md) runs a load balancer and Fargate tasks of half a vCPU and 1 GB:

${table(
  ['', 'US$ an hour'],
  [
    ['two tasks, between deployments', demo(2).toFixed(3)],
    ['four tasks, while a deployment runs', demo(4).toFixed(3)],
  ],
)}

The load balancer's capacity units, which depend on traffic, come on top: less than a cent an hour for a demonstration.
`;
}

function gate(seconds: number): Item[] {
  const calls = callsIn(seconds);
  const pages = assumed.reviewers * assumed.pagesPerReviewer;
  const run = (gigabytes: number, duration: number) =>
    gigabytes * duration * prices.lambdaArmGigabyteSecond + prices.lambdaRequest;
  return [
    {
      what: 'polls of the approval hook',
      times: calls - 2,
      dollarsEach: run(assumed.hookGigabytes, assumed.pollSeconds),
    },
    {
      what: 'its first and last call, which read ECS, write and mail',
      times: 2,
      dollarsEach: run(assumed.hookGigabytes, assumed.rareSeconds),
    },
    { what: 'reads of the request', times: calls + 4 * pages, dollarsEach: prices.s3Get },
    { what: 'writes of the request, its index and reports', times: 10, dollarsEach: prices.s3Put },
    {
      what: 'pages of the desk',
      times: pages,
      dollarsEach: run(assumed.deskGigabytes, assumed.pageSeconds) + prices.httpApiRequest,
    },
    { what: 'mails', times: 2 * assumed.reviewers, dollarsEach: prices.snsMail + prices.snsPublish },
    { what: 'reads of the signing key', times: 4, dollarsEach: prices.secretCall },
    { what: 'log lines', times: calls + pages, dollarsEach: (assumed.logBytes / 1e9) * prices.logsGigabyte },
  ];
}

function total(items: readonly Item[]): number {
  return items.reduce((sum, { times, dollarsEach }) => sum + times * dollarsEach, 0);
}

function demo(tasks: number): number {
  const task = 0.5 * prices.fargateVcpuHour + prices.fargateGigabyteHour + prices.publicIpv4Hour;
  return tasks * task + prices.loadBalancerHour + 2 * prices.publicIpv4Hour;
}

function micro(dollars: number): string {
  const value = dollars * 1e6;
  return value >= 10 ? value.toFixed(0) : value.toFixed(2);
}

function sayHours(seconds: number): string {
  return seconds < 3600 ? `${seconds / 60} min` : `${seconds / 3600} h`;
}
