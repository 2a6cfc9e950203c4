import { readFileSync } from 'node:fs';
import { signLink } from '../src/approval/link/link.ts';
import { parseSigningKeys } from '../src/approval/link/signing-keys.ts';
import { claimedBy, noteSent } from '../src/approval/notice/notifications.ts';
import { linkHolder } from '../src/approval/request/people.ts';
import { formatRequest } from '../src/approval/request/request.ts';
import { openRequest } from '../src/approval/request/transitions.ts';
import { parseEvent } from '../src/hook/event/event.ts';
import { placeOf, writeGateState } from '../src/hook/event/gate-state.ts';
import type { Report } from '../src/hook/report.ts';
import { reportKey, requestKey } from '../src/storage/keys.ts';

export const bucket = 'greenlight-bench';

/** A waiting gate from all sides: as ECS, the bucket and the reviewer see it. */
export type Fixture = {
  /** The event of a poll in the middle of the gate: with the kit's state in it, so that nothing is new to report. */
  event: unknown;
  /** A reviewer follows the link, as API Gateway reports it (payload 2.0). */
  pageRequest: unknown;
  /** The bucket's objects by key: the pending request and two reports. */
  objects: Record<string, string>;
  /** The signing keys as Secrets Manager stores them. */
  secret: string;
};

/** Made by the project's own functions, from a payload that ECS has really sent. */
export function makeFixture(now: Date): Fixture {
  const observed = moveToFunctions(readFileSync(new URL(`../events/${eventFile}`, import.meta.url), 'utf8'));
  const parsed = parseEvent(observed);
  if (!parsed.ok || !parsed.target.deploymentId) throw new Error(`events/${eventFile} is no longer a hook's event`);
  const { account, region, cluster, service, deploymentId, stage, revisionId } = parsed.target;
  const gate = { account, region, cluster, service, deploymentId, stage };

  const asked = openRequest({
    subject: {
      ...{
        ...gate,
        revisionId,
        sourceRevisionId: '6028797018963968123',
        strategy: 'BLUE_GREEN',
        firstDeployment: false,
      },
      images: [
        { container: 'ui', before: 'public.ecr.aws/aws-containers/retail-store-sample-ui:1.3.0', after: imageAfter },
      ],
      testUrl: 'https://shop.example.com:8443/',
      title: 'Release 1.4.0 of the shop',
      notes: 'Please look at the cart and at the search.',
      unknown: [],
    },
    ...{ now, deadline: new Date(now.getTime() + 4 * 3_600_000), approvals: 1, reviewers: [], claimId: 'bench' },
    asked: { deadlineMinutes: 240, reviewers: [], approvals: 1, excluded: [], firstDeployment: 'ask' },
  });
  const key = requestKey(gate);
  const waiting = report('approval', 'wait', '0 of 1 approval', []);
  const passed = report('smoke', 'pass', '3 of 3 requests passed', [
    { name: 'GET /', outcome: 'passed', found: 'status 200 in 41 ms', allowed: 'status 200' },
    { name: 'GET /catalog', outcome: 'passed', found: 'status 200 in 58 ms', allowed: 'status 200' },
    { name: 'GET /cart', outcome: 'passed', found: 'status 200 in 33 ms', allowed: 'status 200' },
  ]);

  const secret = JSON.stringify({ current: 'k1', k1: 'bench'.repeat(12) });
  const expiresAt = new Date(now.getTime() + 8 * 86_400_000);
  const token = signLink(parseSigningKeys(secret), { key, reviewer: linkHolder, expiresAt });
  const at = placeOf(parsed.target);
  const since = Math.floor(now.getTime() / 1000) - 600;
  return {
    event: { ...observed, hookDetails: writeGateState({}, { at, since, polls: 30, errors: 0, last: 'wait' }) },
    pageRequest: httpApiEvent(`/a/${token}`, now),
    objects: {
      [key]: formatRequest(noteSent(asked, 'bench', claimedBy(asked, 'bench'), now)),
      [reportKey(gate, 'approval')]: JSON.stringify(waiting, null, 2),
      [reportKey(gate, 'smoke')]: JSON.stringify(passed, null, 2),
    },
    secret,
  };

  function report(check: string, verdict: Report['verdict'], reason: string, findings: Report['findings']): Report {
    const at = now.toISOString();
    return { schemaVersion: 1, check, gate: undefined, stage, step: undefined, verdict, reason, findings, at };
  }
}

const eventFile = 'POST_TEST_TRAFFIC_SHIFT.observed-2026-09.json';
const imageAfter = `public.ecr.aws/aws-containers/retail-store-sample-ui:1.4.0@sha256:${'a1'.repeat(32)}`;

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
function httpApiEvent(path: string, now: Date) {
  const host = 'abcdefghij.execute-api.us-east-1.amazonaws.com';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: { accept: 'text/html', host, 'user-agent': 'Mozilla/5.0', 'x-forwarded-proto': 'https' },
    requestContext: {
      accountId: '111122223333',
      apiId: 'abcdefghij',
      authentication: null,
      authorizer: {},
      domainName: host,
      domainPrefix: 'abcdefghij',
      http: { method: 'GET', path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'Mozilla/5.0' },
      requestId: 'bench',
      routeKey: '$default',
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    isBase64Encoded: false,
  };
}

/** The payload as ECS would have sent it in the functions' own account and Region: a hook refuses events of any other. */
function moveToFunctions(payload: string): object {
  return JSON.parse(payload.replaceAll('us-east-1:111122223333', 'us-west-2:123456789012')) as object;
}
