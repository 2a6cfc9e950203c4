import { formatTime } from '../../../wording/times.ts';
import { formatAtDeadline, formatFailure } from '../../notice/format-at-deadline.ts';
import { formatVerdict } from '../../notice/report-words.ts';
import { explainNoApproval, formatDeployer } from '../../request/deployer/format-deployer.ts';
import { formatDecision, formatOutcome, voteWords } from '../../request/format-decision.ts';
import { formatTrial } from '../../request/format-trial.ts';
import { formatPeople } from '../../request/people.ts';
import { formatDeputies, formatProgress, formatRejecting } from '../../request/progress.ts';
import type { Vote } from '../../request/request.ts';
import { attemptMinutes, sessionMinutes } from '../../sign-in/session.ts';

const seeConsole = 'The ECS console shows the outcome, under the service’s deployments.';
const platformTeam = 'Tell your platform team';
const nothingRecorded = 'Nothing was recorded. Check the current state below, and send the form again.';
const nothingIsLost = [
  'Nothing is lost: what was recorded before stays recorded, and the deployment keeps waiting.',
  'Reload this page in a moment. If you have just decided, it will say whether that was recorded.',
];
const byCommand =
  'Decide with greenlight approve or reject, and the name of the service; your AWS identity needs permission to invoke the output DecideArn.';

type Choice = Vote['choice'];

/**
 * Everything that the pages of the desk say, in English. What people and ECS have written is shown as it is: titles, reasons, findings, names.
 * A message is its title and its paragraphs. Another language has the same keys, which its type demands; see `language.ts`.
 */
export const en = {
  lang: 'en',
  headline: {
    open: (what: string) => `Approve ${what}?`,
    APPROVED: (what: string) => `Approved: ${what}`,
    REJECTED: (what: string) => `Rejected: ${what}`,
    EXPIRED: (what: string) => `Expired: ${what}`,
    SUPERSEDED: (what: string) => `Closed: ${what}`,
    /** Approved, and rolled back afterwards. */
    undone: (what: string) => `Rolled back: ${what}`,
    replaced: (what: string) => `Replaced: ${what}`,
    late: (what: string) => `Too late: ${what}`,
    /** For somebody whose own vote is recorded. */
    voted: (what: string) => `Waiting for others: ${what}`,
    refused: (headline: string) => `Not recorded: ${headline}`,
  },
  phases: {
    label: 'Where the deployment is',
    start: 'Start',
    test: 'Test',
    approve: 'Approve',
    shift: 'Shift',
    bake: 'Bake',
  },
  page: {
    skip: 'Skip to the decision',
    asked: (at: string) => `asked ${at}`,
    deciding: 'Deciding as',
    signedIn: 'Signed in as',
    signOut: 'Sign out',
    signIn: 'Sign in',
    signInAgain: 'Sign in again',
    underOwnName: 'To decide under your own name:',
    toCountFor: (rules: readonly string[]) => `For your decision to count for ${rules.join(' and ')}:`,
    open: 'Open the new version',
    newTab: '(opens a new tab)',
    noAddress: (because: string) => `No address of the new version is offered: ${because}.`,
    untried: { yet: 'The new version cannot be tried yet', beforehand: 'The new version cannot be tried beforehand' },
    command: (because: string) =>
      `No address in a browser is certain to show the new version: ${because}. This command reaches it:`,
    checked: 'What was checked',
    changes: 'What changes',
    notes: 'What the team says',
    looks: 'What it looks like',
    decided: 'Who has decided',
    decision: 'Your decision',
    history: 'History',
    details: 'Details',
    updated: (at: string) => `This page was updated at ${at}.`,
  },
  checks: {
    unreadable: 'The reports cannot be read at the moment. Reload the page to see them.',
    none: 'No check has reported on this deployment.',
    all: (count: number) => `All checks (${count} more)`,
    hidden: (count: number) => `${count} more reports are in the bucket.`,
    findings: (count: number) => (count === 1 ? '1 finding' : `${count} findings`),
    outcome: { passed: 'passed', degraded: 'degraded', failed: 'failed', waiting: 'waiting', unknown: 'unknown' },
    allowed: (limit: string) => `allowed ${limit}`,
    series: (low: string, high: string) => `${low} to ${high}`,
    limit: (limit: string, isLeast: boolean) => (isLeast ? `at least ${limit}` : `at most ${limit}`),
    verdict: formatVerdict,
    help: 'What this means, and what to do',
  },
  looks: {
    green: 'New version (green)',
    blue: 'Running version (blue)',
    difference: 'Where they differ, in red',
    hidden: (count: number) => `Pictures of ${count} more pages are in the bucket.`,
    same: 'looks the same',
    notCompared: 'not compared',
    incomparable: 'could not be compared',
    lessThan: (percent: string) => `less than ${percent}`,
    differs: (percent: string) => `${percent} % of pixels differ`,
    allowed: (percent: number) => `${percent} % allowed`,
  },
  changes: {
    image: 'image',
    unchanged: '(unchanged)',
    /** Of the kinds of change and of the remarks that Greenlight makes itself, those that have another name here. */
    what: {} as Readonly<Record<string, string>>,
    remarks: {} as Readonly<Record<string, string>>,
    first: 'This is the service’s first deployment: there is no earlier revision to roll back to.',
    waitsAt: 'Waits at',
    gate: (name: string) => `gate ${name}`,
    revision: 'Revision',
    replaces: 'replaces',
    deployment: 'Deployment',
    startedBy: (who: string) => `started by ${who}`,
    account: 'Account',
  },
  /** What ECS has done since the decision. */
  ecs: {
    answered: (at: string) => `ECS got the answer at ${at}`,
    step: (percent: number, at: string) => `${percent} % seen at ${at}`,
    /** `outcome` is the bridge's own sentence. */
    pause: (outcome: string) => `At the pause: ${outcome}`,
    asAsked: 'rolled back, as asked',
    bakingUntil: (at: string) => `baking until ${at} at the latest`,
    baking: 'baking',
    at: (time: string) => `at ${time}`,
    seenAt: (time: string) => `(seen at ${time})`,
    state: {
      ...{ succeeded: 'finished', undoing: 'ECS is rolling back', undone: 'rolled back' },
      ...{ failed: 'failed, and ECS could not roll it back', stopping: 'ECS is stopping it', stopped: 'stopped' },
    },
  },
  votes: {
    did: { APPROVE: 'approved', REJECT: 'rejected', WITHDRAW: 'withdrew' },
    nobody: 'Nobody yet.',
    nobodyAtAll: 'Nobody.',
    ticked: (items: string) => `ticked: ${items}`,
    decision: (outcome: string) => `Decision: ${outcome}.`,
    resolved: (images: string) => `When it was about to pass, ECS was deploying: ${images}.`,
    rulesNeeded: 'Every rule must be met; each person counts towards one',
    approvals: 'Approvals',
    filled: (given: number, needed: number) => `${given} of ${needed}`,
    members: (group: string) => `members of ${group}`,
    proof: { link: '', mailbox: '', 'sign-in': '; after signing in', iam: '; by IAM' },
    asked: (people: string) => `Reviewers: ${people}.`,
    needed: (approvals: number) =>
      `${approvals === 1 ? 'One approval is' : `${approvals} approvals from different reviewers are`} needed`,
    left: (time: string) => `${time} left`,
    until: (deadline: string, then: string) => `until ${deadline}, then ${then}`,
    opensItself: (isShifted: boolean) =>
      `If nobody decides, this deployment ${isShifted ? 'stays in' : 'goes to'} production without an approval. Reject it if it must not.`,
    brokenGlass: 'Approved by break glass',
    brokenBy: (who: string, reason: string) => `By ${who}, without what this gate needs: ${reason}`,
    by: (who: string, at: string) => `${who} at ${at}`,
  },
  say: {
    people: formatPeople,
    trial: formatTrial,
    outcome: formatOutcome,
    decision: formatDecision,
    progress: formatProgress,
    rejecting: formatRejecting,
    deputies: formatDeputies,
    deployer: formatDeployer,
    noApproval: explainNoApproval,
    failure: formatFailure,
    atDeadline: formatAtDeadline,
  },
  form: {
    question: (isShifted: boolean) => `${isShifted ? 'Keep this version in' : 'Release this version to'} production?`,
    approve: 'Approve',
    reject: 'Reject',
    withdraw: 'Withdraw my earlier vote',
    withdrawHint: 'It no longer counts, and you can decide again',
    needed: 'Required to approve',
    items: 'Confirm each item',
    looked: {
      nowhere: (version: string) => `I looked at what ${version} changes`,
      somewhere: (version: string) => `I looked at ${version}`,
      'on the test listener': (version: string) => `I looked at ${version} on the test listener`,
    },
    revision: (id: string) => `revision ${id}`,
    reason: 'Reason',
    reasonNeeded: (always: boolean): string => (always ? 'Required' : 'Required to reject'),
    reasonMatch: (pattern: string, choice: string | undefined) =>
      `with a match of ${pattern}${choice === undefined ? '' : choice === 'APPROVE' ? ' for an approval' : ' for a rejection'}`,
    shown: 'visible to all reviewers',
    record: 'Record my decision',
    change: 'Change your decision',
    promise: 'Recorded with your name and what this page shows.',
    chooseFirst: 'Choose whether to approve or to reject.',
    lookFirst: 'Tick this when you have looked.',
    tickAll: 'Tick every item that is done. All are needed for an approval.',
    sayWhyApprove: 'Give a reason: this gate wants one for an approval.',
    sayWhyReject: 'Say why, so that the team knows what to fix.',
    tooLong: (length: number, most: number) => `The reason has ${length} characters; at most ${most} are allowed.`,
    noMatch: (pattern: string) => `The reason has to contain a match of ${pattern}.`,
  },
  notes: {
    incomplete: 'Not recorded yet',
    oldForm: (minutes: number) => [`This form was older than ${minutes} minutes`, nothingRecorded],
    strangeForm: ['This form did not come from this page', nothingRecorded],
    notApproved: ['Your approval was not recorded', 'The form below says why you cannot approve.'],
    changed: ['The request has changed since you opened it', nothingRecorded],
    stale: (why: string) => [
      'Please decide again',
      `Your approval no longer counts, because something has changed since: ${why}. Check the current state below.`,
    ],
    checksChanged: (now: string, hidden: number) => [
      'The checks have reported something new since you opened this page',
      `Nothing was recorded.${now === '' ? '' : ` Now: ${now}${hidden > 0 ? `; and ${hidden} more` : ''}.`} Check the current state below, and send the form again.`,
    ],
    unread: [
      'Your approval was not recorded',
      'What the checks have reported cannot be read at the moment, and nobody can approve without it. Please send the form again.',
    ],
    closed: (outcome: string) => ['Nothing was recorded', `This was ${outcome}, before your form arrived.`],
    lost: (choice: Choice) => `Your ${voteWords[choice].noun} was not recorded`,
    kept: (choice: Choice) => `Your ${voteWords[choice].noun} is recorded`,
    keptByLink: (choice: Choice) => `The ${voteWords[choice].noun} with this link is recorded`,
    afterwards: (outcome: string) => `Afterwards it was ${outcome}.`,
    already: (outcome: string) => [`Already ${outcome}`, 'This click changed nothing.'],
    wasBefore: (outcome: string) => `This was ${outcome}.`,
    rollBackInstead: (service: string) => `To stop the deployment of ${service}, roll it back in ECS.`,
    recordedAt: (at: string, who: string) => `Recorded at ${at} as ${who}`,
    waiting: (progress: string, until: string, choice: Choice) =>
      `: ${progress}. ECS keeps waiting until ${until}, and until then you can still ${{ APPROVE: 'reject', REJECT: 'approve', WITHDRAW: 'decide again' }[choice]}.`,
    continues: ', and this gate lets the deployment continue',
    rollsBack: ' and rolls back',
    fails: (failure: string) => `, and ${failure}`,
    readsSoon: (within: string, then: string) => `ECS reads this within ${within}${then}.`,
    console: seeConsole,
    /** `then` is what ECS does; missing if the page says what it has done. */
    answered: (what: string, then: string | undefined) => (then === undefined ? what : `${what} So ${then}.`),
    byHand: (status: string) => [
      'Decided by hand',
      `Its status was set to ${status} in the bucket; Greenlight records that as the decision the next time it checks, unless HandDecisions is no.`,
    ],
    late: (at: string, opens: boolean, hasVotes: boolean) => [
      'Too late to decide',
      `The deadline passed at ${at} and ${hasVotes ? 'too few people' : 'nobody'} had decided. ${opens ? 'Greenlight approves it (onDeadline), and ECS gets that' : 'ECS gets that answer'} within 2 minutes.`,
    ],
    approved: (outcome: string) => ['This is approved', `It was ${outcome}.`],
    undone: 'This was approved, and rolled back afterwards',
    outdated: (outcome: string, why: string, failure: string) => [
      'This was approved, but the approval does not count',
      `It was ${outcome}. Then ${why}. So ${failure}; deploy again to be asked again.`,
    ],
    rejected: (outcome: string) => ['This is rejected', `It was ${outcome}.`],
    rejectedBy: (who: string, version: string, reason: string, at: string) => [
      `${who} rejected ${version}${reason === '' ? '' : `: ${reason}`}`,
      `Decided at ${at}.`,
    ],
    expired: (at: string, hasVotes: boolean) => [
      `${hasVotes ? 'Too few people' : 'Nobody'} decided in time`,
      `The request expired at ${at}.`,
    ],
    deployAgain: 'To be asked again, deploy again.',
    superseded: (outcome: string, hasVotes: boolean) => [
      'There is nothing left to decide',
      `${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}. ${hasVotes ? 'It was not approved.' : 'Nobody decided.'}`,
    ],
    replaced: [
      'A newer deployment has replaced this one',
      'ECS deploys one version of a service at a time, so there is nothing left to decide here.',
    ],
    newer: (service: string, at: string, revision: string, stage: string) =>
      `A newer request about ${service} was made at ${at}, for revision ${revision} at ${stage}`,
    newerLink: 'Open the newer request',
    newerMail: 'The mail about it has its link.',
  },
  who: {
    notAsked: 'You are not asked about this',
    notAmong: (account: string) => `The account ${account} is not among those who are asked`,
    nobody: 'Only people who have signed in can read this request with this link',
    nothingChanged: 'Nothing was changed.',
    useMail: 'Use the link in the mail that asked you. If you are in a group that is asked, sign in again.',
    useOther: 'Sign out to use another one, or ask your platform team who decides.',
    groups: (names: readonly string[]) => `${names.length === 1 ? 'the group' : 'the groups'} ${names.join(', ')}`,
    groupsUnknown: (why: 'too-many' | 'unreadable', asked: string) => [
      'Your groups are not known here',
      `The sign-in provider did not list all groups of your account (${why === 'too-many' ? 'it is in too many' : 'they have an unknown form'}), and ${asked} would have to be among them. ${platformTeam}.`,
    ],
    unconfirmed: (asked: string) => [
      'Your account cannot decide',
      `Your account is in ${asked}, but the provider does not confirm its email address. Others are asked by email, so you might count twice. ${platformTeam}.`,
    ],
    notInGroup: (asked: string) => `, and was not in ${asked} when you signed in. If it is now, sign in again.`,
    stale: (minutes: number) =>
      `Here a decision counts within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} of signing in at your sign-in provider.`,
    staleSince: (at: string) => ['Sign in again to decide', `You signed in there at ${at}.`],
    staleUnknown: ['Your sign-in cannot decide', `The provider did not say when you signed in there. ${platformTeam}.`],
    notYet: (from: string) => [
      'You cannot decide yet',
      `You are a deputy: you can decide from ${from}, if the others have not done so by then.`,
    ],
    excluded: [
      'You may not decide about this',
      'The configuration of this gate names you among those who may not decide. Another reviewer has to decide.',
    ],
    signIn: ['Sign in to decide', 'Your decision counts only after you have signed in.'],
    weak: {
      mailbox: [
        'This link cannot decide',
        'This gate counts only decisions with a link that was mailed to one person. Use the link in your own mail.',
      ],
      'sign-in': [
        'Only people who have signed in can decide',
        `This gate counts no decision with a link alone. ${byCommand}`,
      ],
      iam: ['Only an AWS identity can decide', `Your decision from this page would not count. ${byCommand}`],
    },
    stronger: [
      'Your rejection cannot be taken back like this',
      'You rejected this after you had signed in, or with an AWS identity. To change that, decide again in the same way.',
    ],
  },
  home: {
    title: 'Requests',
    signIn: [
      'The approval desk',
      'Reviewers open a request with the link in their mail.',
      'Sign in to see what waits for you, and what was decided.',
    ],
    notRecognized: (account: string) => [
      'Your account cannot see requests',
      `The account ${account} has no email address that this desk recognizes.`,
      'The link in your mail opens its request. Your platform team decides which accounts may see all (DeskReaders).',
    ],
    service: 'Service',
    search: 'Search',
    forMe: 'Waiting for you',
    forOthers: 'Waiting for others',
    decided: 'Decided',
    nothing: 'Nothing.',
    longName: (most: number) => ['That is too long', `A service’s name has at most ${most} characters.`],
    until: (deadline: string) => `until ${deadline}`,
    more: (count: number) => `${count} more are open.`,
    allOpen: 'All open requests',
    next: 'Next',
    older: 'Older',
    all: 'All decided requests',
    review: 'Review',
    status: { PENDING: 'waits', APPROVED: 'approved', REJECTED: 'rejected', EXPIRED: 'expired', SUPERSEDED: 'closed' },
    ofDeployment: (id: string) => `Deployment ${id}`,
    inEcs: 'In ECS',
    decisions: 'Decisions',
  },
  messages: {
    home: [
      'The approval desk',
      'Reviewers open a request with the link in their mail. Without a link there is nothing to see here.',
    ],
    malformedLink: (isCut: boolean) => [
      'This link is incomplete or changed',
      isCut
        ? 'Its end is missing: some mail programs cut long links at the end of a line. Nothing was changed.'
        : 'It is not a link of this desk, or something was added to it. Nothing was changed.',
      'Open the mail again and copy the whole link after “Decide:” into the address bar.',
      'If the mail has only part of it, ask your platform team: greenlight open lists the pending requests, and greenlight approve or reject decides one without a link.',
    ],
    forgedLink: [
      'This link is not valid',
      'It was altered, it is so old that it was removed, or it was signed with a key that this desk does not have. Nothing was changed.',
      'Use the link in the mail that asked you, or ask your platform team: they know whether keys were rotated.',
    ],
    foreignForm: [
      'This form was not sent from this page',
      'Your browser says that another site sent it, or does not say which site did. Nothing was recorded.',
      'Open the link in your mail, fill in the form there and send it.',
      'If you have done that, your browser is older than 2023 or hides where a form comes from: use another one, or decide with greenlight approve or reject.',
    ],
    notItsForm: [
      'This is not the form of this page',
      'It has an unknown field or the same field twice, or it was not sent as a form. Nothing was recorded.',
      'Open the link in your mail, fill in the form there and send it.',
    ],
    notAsked: [
      'You are no longer asked about this',
      'The link is genuine, but its reviewer is not among those who are asked. Nothing was recorded.',
      'Ask your platform team who decides.',
    ],
    excluded: [
      'You may not decide about this',
      'The configuration of this gate names you among those who may not decide. Nothing was recorded.',
      'Another reviewer has to decide. Your platform team can change whom the gate excludes.',
    ],
    expiredLink: (expiredAt: Date) => [
      'This link has expired',
      `It was valid until ${formatTime(expiredAt)}. Nothing was changed.`,
      'The ECS console shows the outcome of the deployment, under the service’s deployments.',
    ],
    unknownRequest: [
      'There is no such request',
      'The link is genuine, but its request is not in the ledger: it was deleted, or the desk uses another bucket.',
      'Ask your platform team; they can find its history in the object versions of the bucket.',
    ],
    notFound: ['There is no such page', 'Use the link in the mail that asked you.'],
    wrongMethod: ['That does not work here', 'You can only open a link and send its form. Nothing was changed.'],
    tooLarge: [
      'That is too long',
      'The form has more than 16 KB. Nothing was recorded. Go back and shorten the reason.',
    ],
    unreadableRequest: (problem: string) => [
      'This request cannot be read',
      `It was edited by hand and can no longer be read: ${problem}. Nothing was recorded.`,
      'Tell your platform team: they fix the object in the bucket, or restore its version from before the edit. Until then nobody can decide here.',
    ],
    badSigningKey: [
      'The desk’s signing key cannot be used',
      'Without it no link can be checked. Nothing was changed, and nothing that was recorded is lost.',
      'Tell your platform team: the desk’s log says what is wrong with the key.',
    ],
    tooManyRaces: [
      'Too many people decided at once',
      'Your decision was not recorded. Go back, reload the page, and check the current state.',
    ],
    outcomeUnknown: [
      'It is not known whether your decision is recorded',
      'It was sent to the ledger, which did not respond in time. If it was recorded, it counts, and nobody has to decide again.',
      'Open the link in your mail again in a moment: the page says whether your decision is recorded. If it is not, send the form again. You count once.',
    ],
    unavailable: ['The desk cannot reach its ledger right now', ...nothingIsLost],
    broken: ['The desk cannot answer right now', ...nothingIsLost],
  },
  signIn: {
    notBegunHere: [
      'This sign-in was not started here',
      `It was started in another browser, more than ${attemptMinutes} minutes ago, or it has been completed already. Nobody was signed in.`,
      'Open the link in your mail and sign in from its page.',
    ],
    notCompleted: [
      'You are not signed in',
      'The sign-in was cancelled, or your account may not use this desk. Nothing was changed.',
    ],
    notAccepted: [
      'You are not signed in',
      'The answer of the sign-in provider could not be accepted. Nothing was changed.',
      'If this happens again, tell your platform team: the log of the desk has the reason.',
    ],
    unreachable: [
      'The sign-in provider cannot be reached right now',
      'Nothing is lost, and the deployment keeps waiting. Try again in a moment.',
    ],
    unusable: [
      'This account cannot be used here',
      `The sign-in provider did not say which account it is. ${platformTeam}.`,
    ],
    foreignAccount: [
      'This account is not in your organization',
      'Only accounts of the organizations that use this desk can sign in. Nothing was changed.',
    ],
    signedOutEverywhere: ['You are signed out', 'To decide about a deployment, open the link in your mail again.'],
    signedOut: [
      'You are signed out of the desk',
      'You may still be signed in at the sign-in provider. On a shared computer, sign out there, too.',
      `Nobody stays signed in here for more than ${sessionMinutes} minutes.`,
    ],
    signedOutHere: [
      'You are signed out of the desk',
      'You may still be signed in at the sign-in provider.',
      `Nobody stays signed in here for more than ${sessionMinutes} minutes.`,
    ],
    toDecide: (isRefused: boolean) => [
      'Sign in to decide',
      ...(isRefused ? ['You are no longer signed in, so nothing was recorded.'] : []),
      'Only people who have signed in can read this request and decide about it.',
    ],
    again: 'Try again',
    otherAccount: 'Sign in with another account',
    elsewhere: 'Sign out there, too',
  },
};

/** The words of one language. A key that is missing in a language is a compile error. */
export type Words = typeof en;
