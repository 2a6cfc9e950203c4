import type { Report } from '../../hook/report.ts';
import { deploymentOfKey } from '../../storage/keys.ts';
import { readReportsAndProgress } from '../evidence/read-reports.ts';
import { seenVersion } from '../evidence/seen-evidence.ts';
import { countedWith } from '../evidence/stale-votes.ts';
import type { LinkClaims } from '../link/link.ts';
import { issueNonce } from '../link/nonce.ts';
import { whyNoSelfApproval } from '../request/deployer/who-deployed.ts';
import { linkHolder } from '../request/people.ts';
import { hasVote, rulesBeyond } from '../request/progress.ts';
import { signInPath } from '../sign-in/paths.ts';
import type { DeskAnswer, DeskParts, OpenedLink } from './desk-parts.ts';
import { closedNote } from './ended/closed-note.ts';
import type { Newer } from './ended/find-newer.ts';
import { newerForPage, replacedNote, withNewer } from './ended/newer-note.ts';
import { refuseReader } from './ended/signed-in-link.ts';
import { staleNote } from './ended/stale-note.ts';
import { ownNote } from './own-note.ts';
import type { Note } from './page/note.ts';
import { type Account, type RequestPage, renderRequestPage } from './page/request-page.ts';
import { ecsSince } from './progress/progress-line.ts';
import { withHelp } from './progress/with-help.ts';
import { isDecidable, whyNotHere } from './why-not-here.ts';

/**
 * Begins to read what the page of a verified link shows in addition to its request, so that its reader waits for one answer of S3 and not for two. Undefined if people
 * can sign in: then the request says whether a link is enough, and nothing is read for somebody who is refused.
 */
export function readAhead(
  { signIn, reports }: DeskParts,
  { key }: LinkClaims,
  signal: AbortSignal,
): OpenedLink['reports'] {
  const deployment = signIn ? undefined : deploymentOfKey(key);
  return deployment && readReportsAndProgress(reports, deployment, signal);
}

/** Shows the request to the holder of a link. Changes nothing. */
export async function showRequest(parts: DeskParts, link: OpenedLink): Promise<DeskAnswer> {
  const { request } = link.stored;
  const refused = refuseReader(parts, link, 200);
  if (refused) return refused;
  const why = isDecidable(request, link.now) ? whyNotHere(parts, link) : undefined;
  if (why) {
    return { status: 200, page: await requestPage(parts, link, { note: why, form: 'none' }), did: 'showed a request' };
  }
  return { status: 200, page: await requestPage(parts, link, {}), did: 'showed a request' };
}

/** The request as it is now, with the form if this link can still decide. */
export async function requestPage(
  parts: DeskParts,
  link: OpenedLink,
  {
    note,
    refused,
    form,
    newer: known,
  }: Pick<RequestPage, 'note' | 'refused'> & {
    form?: Omit<NonNullable<RequestPage['form']>, 'nonce' | 'canWithdraw' | 'noApproval'> | 'none';
    /** If it is known already. */
    newer?: Newer;
  },
): Promise<string> {
  const { formOf, voter, keys, stored, now, deadlines, words } = link;
  const { reports, progress } = await (link.reports ??
    readReportsAndProgress(parts.reports, stored.request.subject, deadlines.answer));
  // As a vote would count it. Stale approvals are withdrawn with the next vote; a page changes nothing.
  const request = countedWith(stored.request, reports, now.toISOString());
  const newer = known ?? (await newerForPage(parts, link));
  const isReplaced = newer?.isReplacement === true && isDecidable(request, now);
  const canDecide = form !== 'none' && isDecidable(request, now) && !isReplaced;
  const ecs = await withHelp(ecsSince(words, request, { reports, progress, now }));
  const own =
    (refused ? undefined : staleNote(words, request, voter.by)) ??
    note ??
    (refused ? undefined : ownNote(words, stored.request, voter.by, now, ecs)) ??
    closedNote(words, request, now, ecs);
  const version = seenVersion(stored.request, reports);
  const noApproval = whyNoSelfApproval(request, voter.by);
  const shown = canDecide
    ? {
        nonce: issueNonce(keys, { token: formOf, version, now }),
        canWithdraw: hasVote(request, voter.by),
        ...(noApproval && { noApproval: words.say.noApproval(request, noApproval, now) }),
        ...(typeof form === 'object' && form),
      }
    : undefined;
  return renderRequestPage(words, {
    request,
    reports,
    pictures: await picturesOf(parts, link, reports),
    now,
    refused,
    isReplaced,
    ecs,
    note: isReplaced ? replacedNote(newer, link) : own && withNewer(own, newer, link),
    form: shown,
    account: accountOf(parts, link, { note, canDecide }),
  });
}

/** Loaded only if a check has taken some. */
async function picturesOf(
  { readPicture }: DeskParts,
  { token, stored, words }: OpenedLink,
  reports: Report[] | undefined,
) {
  if (!readPicture || !reports?.some(({ screenshots = [] }) => screenshots.length > 0)) return undefined;
  const { renderPictures } = await import('./pictures/render-pictures.ts');
  return renderPictures(words, reports, stored.request.subject, token);
}

/**
 * Who decides with this link. It offers to sign in to the holder of everybody's link, who then decides under their own name, and if a rule counts their
 * decision only then. A note with a button says what to do, so that nothing else offers the same.
 */
function accountOf(
  { signIn }: DeskParts,
  { token, voter, stored, words }: OpenedLink,
  { note, canDecide }: { note: Note | undefined; canDecide: boolean },
): Account | undefined {
  if (voter.via === 'sign-in') return { name: words.say.people(voter.by), isSignedIn: true };
  if (!canDecide) return undefined;
  const name = voter.by === linkHolder ? undefined : voter.by;
  const countsThenFor = rulesBeyond(stored.request, voter, 'sign-in');
  if (signIn && !note?.action && (name === undefined || countsThenFor.length > 0)) {
    return { name, beginsAt: signInPath(token), countsThenFor };
  }
  return name === undefined ? undefined : { name, isSignedIn: false };
}
