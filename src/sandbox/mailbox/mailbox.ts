import { type AskedNow, askingOf } from './asking.ts';
import { type MailOutcome, mailOutcomeOf } from './mail-outcome.ts';
import type { Mail } from './mail-schema.ts';
import { type Mails, readMails } from './read-mails.ts';
import type { LinkedRequest, RequestBehind } from './request-behind.ts';

/** A mail, and how its question was answered. */
export type ShownMail = Mail & {
  /** Where its reader decides; missing in a mail that asks nothing. */
  link?: string;
  /** When its link was first opened, in this run of the sandbox. */
  openedAt?: Date;
  /** How the question was answered; missing if it asks nothing, or if the request cannot be read. */
  outcome?: MailOutcome;
};

/** All mails, newest first, and what is asked now. */
export type MailboxData = Omit<Mails, 'mails'> & {
  mails: readonly ShownMail[];
  /** Missing if no mail waits for an answer. */
  asking?: AskedNow;
};

export type Mailbox = {
  /** As of the last refresh. */
  read(): MailboxData;
  /** Reads the folder and the requests again. Never two at once: a call meanwhile is one more refresh afterwards. */
  refresh(): Promise<void>;
  /** Somebody has opened a page of the desk. */
  opened(path: string, at: Date): void;
};

type Options = {
  folder: string;
  /** Default: no mail asks anything. */
  requestBehind?: RequestBehind | undefined;
  onChange: () => void;
};

/** The mails in a folder, and how each question was answered. */
export function openMailbox({ folder, requestBehind = async () => undefined, onChange }: Options): Mailbox {
  let data: MailboxData = { mails: [], unreadable: [] };
  let running: Promise<void> | undefined;
  let isStale = false;
  const openings = new Map<string, Date>();

  async function work(): Promise<void> {
    do {
      isStale = false;
      data = withOpenings(await readMailbox(folder, requestBehind), openings);
      onChange();
    } while (isStale);
  }

  return {
    read: () => data,
    opened(path, at) {
      const mail = data.mails.find(({ link }) => link?.endsWith(path));
      if (mail === undefined || openings.has(mail.id)) return;
      openings.set(mail.id, at);
      data = withOpenings(data, openings);
      onChange();
    },
    refresh() {
      isStale = true;
      running ??= work().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

function withOpenings(data: MailboxData, openings: ReadonlyMap<string, Date>): MailboxData {
  const mails = data.mails.map((mail) => {
    const openedAt = openings.get(mail.id);
    return openedAt === undefined ? mail : { ...mail, openedAt };
  });
  return { ...data, mails };
}

async function readMailbox(folder: string, requestBehind: RequestBehind): Promise<MailboxData> {
  const { mails, unreadable } = await readMails(folder);
  const found = await Promise.all(mails.map((mail) => follow(mail, requestBehind)));
  const open = found.find(({ linked }) => linked !== undefined && linked.request.decision === undefined)?.linked;
  return {
    mails: found.map(({ shown }) => shown),
    unreadable,
    ...(open !== undefined && { asking: askingOf(open.request) }),
  };
}

type Followed = { shown: ShownMail; linked?: LinkedRequest };

async function follow(mail: Mail, requestBehind: RequestBehind): Promise<Followed> {
  const [link] = /\bhttps?:\/\/[^\s/]+\/[ar]\/\S+/.exec(mail.body) ?? [];
  if (link === undefined) return { shown: mail };
  // The desk says what is wrong with a request that cannot be read.
  const linked = await requestBehind(link).catch(() => undefined);
  if (linked === undefined) return { shown: { ...mail, link } };
  return { shown: { ...mail, link, outcome: mailOutcomeOf(linked) }, linked };
}
