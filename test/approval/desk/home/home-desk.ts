import { createDesk } from '../../../../src/approval/desk/create-desk.ts';
import { linkReader } from '../../../../src/approval/link/stored-links.ts';
import { createLedger } from '../../../../src/approval/request/ledger.ts';
import type { ApprovalRequest, Subject } from '../../../../src/approval/request/request.ts';
import { castVote, expire } from '../../../../src/approval/request/transitions.ts';
import { sessionCookie } from '../../../../src/approval/sign-in/cookies.ts';
import { sealNewSession } from '../../../../src/approval/sign-in/session.ts';
import { createSignIn } from '../../../../src/approval/sign-in/sign-in.ts';
import { formatDeploymentProgress } from '../../../../src/deployment/progress/deployment-progress.ts';
import { objectLister } from '../../../../src/storage/file/object-lister.ts';
import { requestKey } from '../../../../src/storage/keys.ts';
import { progressKey } from '../../../../src/storage/progress-key.ts';
import { createReports } from '../../../../src/storage/reports.ts';
import {
  countedIds,
  deskUrl,
  neverAborted,
  newRequest,
  signingKeys,
  subject,
  vote,
} from '../../../helpers/approval.ts';
import { recordingLogger, SteppableClock } from '../../../helpers/hook.ts';
import { memoryStore } from '../../../helpers/memory-store.ts';
import { fakeProvider, issuer } from '../../sign-in/fake-provider.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];

type Kind = 'open' | 'finished' | 'rejected' | 'undone' | 'expired';

/** What people have deployed today, in the order of the requests. */
const deployments: readonly [service: string, before: string, after: string, reviewers: string[], kind: Kind][] = [
  ['retail-ui', '1.41', '1.42', [ana], 'finished'],
  ['payments-api', '2026.11.20-4f9c2e1', '2026.11.22-8ab1c33', [ana], 'finished'],
  ['catalog', '7.2', '7.3', [ben], 'rejected'],
  ['search-indexer-with-a-very-long-name', '12', '13', [ana], 'undone'],
  ['cart', '0.9.1', '0.9.2', [ana, ben], 'open'],
  ['checkout-web', '3.4.0', '3.5.0', [ana], 'open'],
  ['orders', '88', '89', [ben], 'open'],
  ['mailer', '5.0', '5.1', [ana], 'expired'],
];

/** The page of the deployment with reports. */
export const deploymentPage = `/deployments/prod/retail-ui/${subject.deploymentId}`;

/** A desk on which Ana has signed in, with requests for her, for others, and decided ones with what ECS did. */
export async function homeDesk() {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const ledger = createLedger(store);
  for (const [service, before, after, reviewers, kind] of deployments) {
    const images = [{ container: 'ui', before: `shop/${service}:${before}`, after: `shop/${service}:${after}` }];
    const about: Subject = { ...subject, cluster: 'prod', service, images };
    const now = clock.now();
    const deadline = new Date(now.getTime() + 2 * 3_600_000);
    await ledger.create(requestKey(about), newRequest({ subject: about, reviewers, now, deadline }), neverAborted);
    clock.step(7 * 60 + 13);
    const end = endOf(kind, reviewers[0] ?? '', clock.now().toISOString());
    await ledger.change(requestKey(about), ({ request }) => ({ write: end(request), result: undefined }), neverAborted);
    const progress = progressOf(kind, clock.now());
    if (progress) store.edit(progressKey(about), formatDeploymentProgress(progress));
  }
  const reports = createReports(store);
  const report = { schemaVersion: 1, gate: undefined, stage: subject.stage, step: undefined, verdict: 'pass' } as const;
  const first = { ...subject, cluster: 'prod', service: 'retail-ui' };
  for (const [check, reason] of [
    ['smoke', '14 of 14, p99 212 ms (allowed 500)'],
    ['alarms', '3 alarms OK for 10 min'],
  ] as const)
    await reports.write(first, { ...report, check, reason, findings: [], at: clock.now().toISOString() }, neverAborted);
  const settings = { issuer, mailDomains: ['example.com'] };
  const signIn = createSignIn({ provider: fakeProvider(), settings, signingKeys: async () => signingKeys, deskUrl });
  const desk = createDesk({
    ...{ clock, deskUrl, signingKeys: async () => signingKeys, logger: recordingLogger(), newId: countedIds() },
    ...{ ledger, reports, readLink: linkReader(store), signIn: async () => signIn },
    home: { listObjects: objectLister(store), readers: 'recognized' },
  });
  const session = sealNewSession(signingKeys, { iss: issuer, sub: 'AbC', mail: ana }, clock.now(), []);
  const request = (service: string) => requestKey({ ...subject, cluster: 'prod', service });
  const decide = (service: string) =>
    ledger.change(
      request(service),
      (stored) => ({ write: endOf('finished', ana, clock.now().toISOString())(stored.request), result: undefined }),
      neverAborted,
    );
  return { desk, clock, decide, cookie: `${sessionCookie}=${session}` };
}

function endOf(kind: Kind, by: string, at: string): (request: ApprovalRequest) => ApprovalRequest {
  if (kind === 'open') return (request) => request;
  if (kind === 'expired') return (request) => expire(request, { id: 'x', at: request.deadline });
  const choice = kind === 'rejected' ? ({ choice: 'REJECT', reason: 'The price is wrong' } as const) : {};
  return (request) => castVote(request, vote({ at, by, ...choice })).request;
}

function progressOf(kind: Kind, now: Date) {
  if (kind === 'open' || kind === 'expired') return undefined;
  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();
  const shifted = { at: at(1), status: 'IN_PROGRESS', stage: 'PRODUCTION_TRAFFIC_SHIFT', percent: 100 };
  const end = { at: at(12), status: kind === 'finished' ? 'SUCCESSFUL' : 'ROLLBACK_SUCCESSFUL', stage: 'CLEAN_UP' };
  return { schemaVersion: 1 as const, seen: kind === 'rejected' ? [end] : [shifted, end] };
}
