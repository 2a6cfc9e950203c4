import { approvalCost, callsFor, checkCost, pageCost } from '../../../src/cli/plan/gate-cost.ts';
import { prices, pricesAsOf } from '../../../src/cli/plan/prices.ts';
import { formatDuration } from '../../../src/wording/durations.ts';
import { code, table } from '../markdown.ts';

const reviewers = 2;
/** How often each of them opens the page. */
const pagesEach = 5;

/** US dollars in us-east-1, as `pricesAsOf` says; only the demonstration needs them. */
const demoPrices = { vcpuHour: 0.04048, gigabyteHour: 0.004445, loadBalancerHour: 0.0225, publicIpv4Hour: 0.005 };
const secretMonth = 0.4;
const s3GigabyteMonth = 0.023;

/** What a gate costs, computed by the same functions as `greenlight plan`. */
export function costPage(): string {
  const pages = reviewers * pagesEach * pageCost();
  const gates = [15, 60, 240, 23 * 60].map((minutes) => ({
    minutes,
    calls: callsFor(minutes, minutes),
    dollars: approvalCost(minutes, { deadlineMinutes: minutes, reviewers }).dollars,
  }));
  const four = (gates[2]?.dollars ?? 0) + pages;
  return `# What it costs

Computed when this page was built, by the functions of \`greenlight plan\`. The number of calls comes from the hooks' own delays, and the prices from the
[table below](#prices) (${pricesAsOf}). These are list prices copied by hand, so check them against those of your Region.

## An approval gate

${reviewers} reviewers, who get one email each. The decision is made at the last moment, which is the most expensive case.

${table(
  ['the gate waits', 'calls of the hook', 'µ$, including emails'],
  gates.map(({ minutes, calls, dollars }) => [formatDuration(minutes * 60), String(calls), micro(dollars)]),
)}

A page view by a reviewer costs ${micro(pageCost())} µ$. With ${pagesEach} page views each, **a gate of four hours comes to ${micro(four)} µ$**, which is
${(four * 100).toFixed(3)} US cents. One of ECS's own pause hooks costs nothing, but does [less](../pause-hook-or-greenlight.md).

## Checks

${table(
  ['gate', 'calls', 'µ$'],
  (['smoke', 'alarms'] as const).flatMap((kind) =>
    [0, 10].map((minutes) => {
      const { calls, dollars } = checkCost(kind, minutes);
      return [
        minutes === 0 ? `${kind}, passes at once` : `${kind}, after ${formatDuration(minutes * 60)}`,
        String(calls),
        micro(dollars),
      ];
    }),
  ),
)}

## When nothing is deployed

The signing key in Secrets Manager, ${secretMonth.toFixed(2)} US$ a month. The ledger grows by a few kilobytes for each request, at ${s3GigabyteMonth} US$ per
gigabyte and month. CloudWatch charges for the stack's alarms and dashboard ([the template](./template.md)) beyond its free tier.

For your own service: \`greenlight plan prod-cluster/retail-ui\`.

## The demo service

[The demo service](../examples/demo-service.md) runs a load balancer and Fargate tasks of half a vCPU and 1 GB:

${table(
  ['', 'US$ an hour'],
  [
    ['two tasks, between deployments', demo(2).toFixed(3)],
    ['four tasks, while a deployment runs', demo(4).toFixed(3)],
  ],
)}

The load balancer's capacity units, which depend on traffic, are extra: less than a cent an hour for a demonstration.

## Prices

${table(
  ['price', 'US$'],
  Object.entries({ ...prices, ...demoPrices }).map(([name, price]) => [
    code(name),
    String(Number(price.toPrecision(6))),
  ]),
)}
`;
}

function demo(tasks: number): number {
  const { vcpuHour, gigabyteHour, loadBalancerHour, publicIpv4Hour } = demoPrices;
  return tasks * (vcpuHour / 2 + gigabyteHour + publicIpv4Hour) + loadBalancerHour + 2 * publicIpv4Hour;
}

function micro(dollars: number): string {
  const value = dollars * 1e6;
  return value >= 10 ? value.toFixed(0) : value.toFixed(1);
}
