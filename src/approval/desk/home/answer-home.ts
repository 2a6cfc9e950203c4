import type { DeploymentRef } from '../../../hook/report.ts';
import { isRequestKey, requestsPrefix } from '../../../storage/keys.ts';
import type { Reports } from '../../../storage/reports.ts';
import type { ListObjects } from '../../../storage/store.ts';
import { readReportsAndProgress } from '../../evidence/read-reports.ts';
import { signLink } from '../../link/link.ts';
import { linkPath } from '../../link/short-link.ts';
import type { SigningKeys } from '../../link/signing-keys.ts';
import type { Ledger } from '../../request/ledger.ts';
import { signedInReader } from '../../request/people.ts';
import type { Session } from '../../sign-in/session.ts';
import type { DeskAnswer } from '../desk-parts.ts';
import { isAskedByName } from '../ended/signed-in-link.ts';
import type { Words } from '../language/en.ts';
import { ecsSince } from '../progress/progress-line.ts';
import { withHelp } from '../progress/with-help.ts';
import { isDecidable } from '../why-not-here.ts';
import { renderDeployment } from './deployment-page.ts';
import { findDecided } from './find-decided.ts';
import { type HomePage, renderHome } from './home-page.ts';
import { nameOfReader } from './home-reader.ts';
import { readDecided } from './read-decided.ts';
import { type ReadRequest, readOneRequest, readOpen } from './read-open.ts';

export type HomeParts = {
  ledger: Pick<Ledger, 'read'>;
  reports: Pick<Reports, 'read' | 'readWithProgress' | 'readProgress'>;
  listObjects: ListObjects;
};

/** Somebody who may read every request. */
export type HomeAsk = { session: Session; keys: SigningKeys; words: Words; now: Date; signal: AbortSignal };

export type HomeQuery = { service?: string | undefined; before?: string | undefined };

/** What waits, and the six decisions made last. */
export async function answerHome(parts: HomeParts, ask: HomeAsk, { service }: HomeQuery): Promise<DeskAnswer> {
  const [open, decided] = await Promise.all([
    readOpen(parts, { ...ask, service }, ask.signal),
    decidedOf(parts, ask, { service }, entriesAtHome),
  ]);
  return { status: 200, page: render(ask, { service, open, decided }), did: 'showed what is open' };
}

const entriesAtHome = 6;

/** A page of what was decided. */
export async function answerDecided(parts: HomeParts, ask: HomeAsk, query: HomeQuery): Promise<DeskAnswer> {
  const decided = await decidedOf(parts, ask, query);
  return { status: 200, page: render(ask, { service: query.service, decided }), did: 'showed what was decided' };
}

function render(ask: HomeAsk, shown: Pick<Parameters<typeof renderHome>[1], 'open' | 'decided' | 'service'>) {
  const { session, words, now } = ask;
  return renderHome(words, { ...shown, now, reader: nameOfReader(session, now), linkTo: (one) => linkTo(one, ask) });
}

/** @param most - of the newest; default: those of a page */
async function decidedOf(
  parts: HomeParts,
  { now, signal }: HomeAsk,
  query: HomeQuery,
  most?: number,
): Promise<HomePage['decided']> {
  const { listObjects } = parts;
  const place = await placeOf(listObjects, signal);
  if (!place) return { rows: [] };
  const { entries, older } = await findDecided(listObjects, { ...query, place, now }, signal);
  const rows = await readDecided(parts, entries.slice(0, most), signal);
  return { rows, older };
}

/** A stack's ledger is of one account and Region, as its own keys say. */
async function placeOf(list: ListObjects, signal: AbortSignal) {
  for (const prefix of ['decided/', 'open/']) {
    const [first] = await list(prefix, signal, { most: 1 });
    const [, account, region] = first?.key.split('/') ?? [];
    if (account && region) return { account, region };
  }
  return undefined;
}

/** A deployment has a request for each gate and step. */
const maxRequests = 40;

/** The page about one deployment; undefined if it has no request. */
export async function answerDeployment(
  parts: HomeParts,
  ask: HomeAsk,
  named: Pick<DeploymentRef, 'cluster' | 'service' | 'deploymentId'>,
): Promise<DeskAnswer | undefined> {
  const { session, words, now, signal } = ask;
  const place = await placeOf(parts.listObjects, signal);
  if (!place) return undefined;
  const deployment = { ...place, ...named };
  const listed = await parts.listObjects(requestsPrefix(deployment), signal, { most: maxRequests });
  const keys = listed.map(({ key }) => key).filter(isRequestKey);
  const read = await Promise.all(keys.map((key) => readOneRequest(parts.ledger, key, signal)));
  const requests = read.flatMap((one) => one ?? []);
  if (requests.length === 0) return undefined;
  requests.sort((left, right) => (left.request.createdAt < right.request.createdAt ? -1 : 1));
  const { reports, progress } = await readReportsAndProgress(parts.reports, deployment, signal);
  const page = renderDeployment(words, {
    requests: await Promise.all(
      requests.map(async (one) => ({
        ...one,
        ecs: await withHelp(ecsSince(words, one.request, { reports, progress, now })),
      })),
    ),
    reports,
    reader: nameOfReader(session, now),
    linkTo: (one) => linkTo(one, ask),
    now,
  });
  return { status: 200, page, did: 'showed a deployment' };
}

/** How long after the deadline such a link still opens a page that says what happened. */
const lateClickMs = 86_400_000;

/** The link holds no secret: it opens the request only for somebody who has signed in and is asked. */
function linkTo({ key, request }: ReadRequest, { session, keys, now }: HomeAsk): string | undefined {
  if (!isDecidable(request, now) || !isAskedByName(request, { session, now })) return undefined;
  const expiresAt = new Date(Date.parse(request.deadline) + lateClickMs);
  return linkPath(signLink(keys, { key, reviewer: signedInReader, expiresAt }));
}
