import type { DeploymentRef } from '../../../hook/report.ts';
import { isRequestKey, requestPrefix, requestsPrefix } from '../../../storage/keys.ts';
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
import { renderMessage } from '../page/frame.ts';
import { ecsSince } from '../progress/progress-line.ts';
import { withHelp } from '../progress/with-help.ts';
import { isDecidable } from '../why-not-here.ts';
import { findDecided, isDecidedPosition } from './find-decided.ts';
import { type DecidedList, type HomePage, renderHome } from './home-page.ts';
import { decidedPath, openPath } from './home-paths.ts';
import { nameOfReader } from './home-reader.ts';
import { readDecided } from './read-decided.ts';
import { type ReadRequest, readOneRequest, readOpen, readOpenAfter } from './read-open.ts';
import { renderDeployment } from './render-deployment.ts';

type HomeParts = {
  ledger: Pick<Ledger, 'read'>;
  reports: Pick<Reports, 'read' | 'readWithProgress' | 'readProgress'>;
  listObjects: ListObjects;
};

/** Somebody who may read every request. */
export type HomeAsk = { session: Session; keys: SigningKeys; words: Words; now: Date; signal: AbortSignal };

type ListQuery = { service?: string | undefined; before?: string | undefined; after?: string | undefined };

/** What waits, and the six decisions made last; or a page of all that is open, or of what was decided. */
const lists = { '': answerHome, open: answerOpen, decided: answerDecided };

/** @param query - of the address: `service` is part of a service's name; `before` and `after` are where a page of decided or open requests begins */
export async function answerList(
  parts: HomeParts,
  ask: HomeAsk,
  list: keyof typeof lists,
  { service = '', before, after }: ListQuery,
): Promise<DeskAnswer> {
  const name = service.trim();
  if (name.length > maxName) return refuseName(ask.words, list);
  return lists[list](parts, ask, { service: name || undefined, before: before || undefined, after });
}

/** No service has a longer one. */
const maxName = 255;

/** The form cannot send one; a list of all services would look as if all of them had the name. */
function refuseName(words: Words, list: keyof typeof lists): DeskAnswer {
  const { title, allOpen, all, longName } = words.home;
  const action = { href: `/${list}`, label: { '': title, open: allOpen, decided: all }[list] };
  const page = renderMessage(words, longName(maxName), action);
  return { status: 400, page, did: 'refused an invalid service name' };
}

async function answerHome(parts: HomeParts, ask: HomeAsk, { service }: ListQuery): Promise<DeskAnswer> {
  const [open, decided] = await Promise.all([
    readOpen(parts, { ...ask, service }, ask.signal),
    decidedOf(parts, ask, { service }, entriesAtHome),
  ]);
  return { status: 200, page: render(ask, { service, open: shortened(open), decided }), did: 'showed what is open' };
}

const entriesAtHome = 6;
/** Of each kind, so that the first page stays small. */
const openAtHome = 8;

function shortened({ forMe, forOthers, unread, isCut }: Awaited<ReturnType<typeof readOpen>>): HomePage['open'] {
  const left = (requests: readonly unknown[]) => Math.max(0, requests.length - openAtHome);
  const more = unread + left(forMe) + left(forOthers);
  return { forMe: forMe.slice(0, openAtHome), forOthers: forOthers.slice(0, openAtHome), more, isCut };
}

async function answerOpen(parts: HomeParts, ask: HomeAsk, { service, after }: ListQuery): Promise<DeskAnswer> {
  const from = after === undefined ? undefined : `${requestPrefix}${after}`;
  if (from !== undefined && !isRequestKey(from))
    return refusePosition(ask.words, { href: openPath({ service }), label: ask.words.home.allOpen });
  const { next, ...open } = await readOpenAfter(parts, { ...ask, service, after: from }, ask.signal);
  const shown = { ...open, next: next?.slice(requestPrefix.length) };
  const isContinued = from !== undefined;
  return { status: 200, page: render(ask, { service, open: shown, isContinued }), did: 'showed all that is open' };
}

/** A page that would begin elsewhere could hide requests from somebody who counts on having seen all. */
function refusePosition(words: Words, start: { href: string; label: string }): DeskAnswer {
  const page = renderMessage(words, words.messages.malformedLink(false).slice(0, 2), start);
  return { status: 400, page, did: 'refused an invalid list position' };
}

async function answerDecided(parts: HomeParts, ask: HomeAsk, query: ListQuery): Promise<DeskAnswer> {
  const { service, before } = query;
  const isContinued = before !== undefined;
  if (isContinued && !isDecidedPosition(before))
    return refusePosition(ask.words, { href: decidedPath({ service }), label: ask.words.home.all });
  const decided = await decidedOf(parts, ask, query);
  return { status: 200, page: render(ask, { service, decided, isContinued }), did: 'showed what was decided' };
}

function render(ask: HomeAsk, shown: Pick<HomePage, 'open' | 'decided' | 'service' | 'isContinued'>) {
  const { session, words, now } = ask;
  return renderHome(words, { ...shown, now, reader: nameOfReader(session, now), linkTo: (one) => linkTo(one, ask) });
}

/** @param most - of the newest; default: those of a page */
async function decidedOf(
  parts: HomeParts,
  { now, signal }: HomeAsk,
  query: ListQuery,
  max?: number,
): Promise<DecidedList> {
  const { listObjects } = parts;
  const place = await placeOf(listObjects, signal);
  if (!place) return { rows: [] };
  const { entries, older } = await findDecided(listObjects, { ...query, place, now }, signal);
  const rows = await readDecided(parts, entries.slice(0, max), signal);
  return { rows, older };
}

/** A stack's ledger is of one account and Region, as its own keys say. */
async function placeOf(list: ListObjects, signal: AbortSignal) {
  for (const prefix of ['decided/', 'open/']) {
    const [first] = await list(prefix, signal, { max: 1 });
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
  const listed = await parts.listObjects(requestsPrefix(deployment), signal, { max: maxRequests });
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
