import type { Clock } from '../../hook/clock.ts';
import type { HookLogger } from '../../hook/log/hook-logger.ts';
import type { Reports } from '../../storage/reports.ts';
import type { readReportsAndProgress } from '../evidence/read-reports.ts';
import type { LinkClaims } from '../link/link.ts';
import type { SigningKeySource, SigningKeys } from '../link/signing-keys.ts';
import type { LinkReader } from '../link/stored-links.ts';
import type { Ledger, StoredRequest } from '../request/ledger.ts';
import type { Vote } from '../request/request.ts';
import type { Session } from '../sign-in/session.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import type { SignedBySlack, SlackReply } from '../slack/slack-reply.ts';
import type { HomeSettings } from './desk-readers.ts';
import type { Words } from './language/en.ts';
import type { Deadlines } from './vote-result.ts';

export type DeskParts = {
  ledger: Pick<Ledger, 'read' | 'change' | 'listOpen'>;
  /** Used for pages instead of the ledger's; it may be some seconds old. Default: the ledger's. */
  listOpenForPages?: Ledger['listOpen'];
  reports: Pick<Reports, 'read' | 'readWithProgress' | 'readProgress'>;
  /** What people who have signed in see without a link. Default: nothing. Has no effect if nobody can sign in. */
  home?: HomeSettings | undefined;
  signingKeys: SigningKeySource;
  /** Reads short links. */
  readLink: LinkReader;
  clock: Clock;
  logger: HookLogger;
  newId: () => string;
  /** The desk's own address, without a trailing slash. */
  deskUrl: string;
  /** Sends the pause bridge the key of a decided request. Default: there is no bridge. */
  kick?: ((requestKey: string, signal: AbortSignal) => Promise<void>) | undefined;
  /** Reads a picture that a check has taken, by its key. Undefined if there is no such object. Default: no pictures are shown. */
  readPicture?: ((key: string, signal: AbortSignal) => Promise<Uint8Array<ArrayBuffer> | undefined>) | undefined;
  /** Loaded when somebody signs in or has signed in. Default: nobody can. */
  signIn?: (() => Promise<SignIn>) | undefined;
  /** Records what a team's own system answers to a gate. Default: there is no route for that. */
  answerGate?: ((token: string, body: string, signal: AbortSignal) => Promise<GateAnswered>) | undefined;
  /** Loaded when Slack sends something. Default: there is no Slack app. */
  slack?: (() => Promise<SlackDesk>) | undefined;
};

/** Everything about Slack, which a desk without it never loads. */
export type SlackDesk = (parts: DeskParts, sent: SignedBySlack, deadlines: Deadlines) => Promise<SlackReply>;

/** What became of such an answer, for its sender. `key` is for the log. */
export type GateAnswered = {
  status: 200 | 201 | 400 | 403 | 409 | 410 | 422;
  outcome: string;
  message: string;
  key?: string;
};

export type DeskEnv = { Variables: { deadlines: Deadlines; words: Words } };

/** Who votes with an opened link: the person who has signed in, or else the link's reviewer. */
export type Voter = Pick<Vote, 'by' | 'via' | 'identity' | 'at'>;

/** A valid link, and its request. */
export type OpenedLink = {
  /** Or the id of a short link. */
  token: string;
  claims: LinkClaims;
  voter: Voter;
  /** Of the person who has signed in. */
  session?: Session | undefined;
  /** What a form belongs to: the link, and the session of the person who has signed in. */
  formOf: string;
  keys: SigningKeys;
  stored: StoredRequest;
  /** What the checks have reported, if that is being read already. */
  reports?: ReturnType<typeof readReportsAndProgress> | undefined;
  now: Date;
  deadlines: Deadlines;
  /** In the language of the reader. */
  words: Words;
};

/** A page and its status, before it becomes an HTTP answer. `did` is for the log. */
export type DeskAnswer = {
  status: 200 | 400 | 403 | 404 | 409 | 410 | 422 | 500 | 503;
  page: string | Promise<string>;
  did: string;
};

/** After a vote the browser opens the request itself, so that neither Back nor a reload sends the form again. */
export type SeeRequest = { status: 303; did: string };
