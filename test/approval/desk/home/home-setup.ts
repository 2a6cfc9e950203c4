import { createDesk } from '../../../../src/approval/desk/create-desk.ts';
import type { DeskReaders } from '../../../../src/approval/desk/desk-readers.ts';
import { linkReader } from '../../../../src/approval/link/stored-links.ts';
import { createLedger } from '../../../../src/approval/request/ledger.ts';
import type { Vote } from '../../../../src/approval/request/request.ts';
import { castVote } from '../../../../src/approval/request/transitions.ts';
import { sessionCookie } from '../../../../src/approval/sign-in/cookies.ts';
import { sealNewSession } from '../../../../src/approval/sign-in/session.ts';
import { createSignIn } from '../../../../src/approval/sign-in/sign-in.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { requestKey } from '../../../../src/storage/keys.ts';
import { createReports } from '../../../../src/storage/reports.ts';
import type { ListObjects } from '../../../../src/storage/store.ts';
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
import { memoryStore, unavailable } from '../../../helpers/memory-store.ts';
import { fakeProvider, issuer } from '../../sign-in/fake-provider.ts';

export const ana = 'ana@example.com';

/** A desk with a first page, over a ledger in memory. */
export function homeSetup({ readers = 'recognized' }: { readers?: DeskReaders } = {}) {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const counted = { lists: 0, reads: 0 };
  const asked: number[] = [];
  /** While it is on, no request can be read; with `ofReports`, no reports can be listed. */
  const fault = { isOn: false, ofReports: false };
  const provider = fakeProvider();
  const settings = { issuer, mailDomains: ['example.com'] };
  const signIn = createSignIn({ provider, settings, signingKeys: async () => signingKeys, deskUrl });
  const listObjects: ListObjects = async (prefix, _signal, { after = '', max = Number.POSITIVE_INFINITY } = {}) => {
    counted.lists += 1;
    asked.push(max);
    const keys = Object.keys(store.contents()).filter((key) => key.startsWith(prefix) && key > after);
    return keys
      .toSorted()
      .slice(0, max)
      .map((key) => ({ key, etag: '' }));
  };
  const counting = {
    ...store,
    read: (...asked: Parameters<typeof store.read>) => {
      counted.reads += 1;
      if (fault.isOn) throw unavailable();
      return store.read(...asked);
    },
    list: (...asked: Parameters<typeof store.list>) => {
      if (fault.ofReports) throw unavailable();
      return store.list(...asked);
    },
  };
  const ledger = createLedger(store);
  const logger = recordingLogger();
  const desk = createDesk({
    ...{
      clock,
      deskUrl,
      logger,
      signingKeys: async (asking) => {
        if (!asking?.signal) throw new Error('the keys are read without a deadline');
        return signingKeys;
      },
      newId: countedIds(),
    },
    ...{ ledger: createLedger(counting), reports: createReports(counting), readLink: linkReader(store) },
    ...{ signIn: async () => signIn, home: { listObjects, readers } },
  });
  const cookieOf = (person: { mail?: string; sub?: string }) => ({
    cookie: `${sessionCookie}=${sealNewSession(signingKeys, { iss: issuer, sub: 'AbC', ...person }, clock.now(), [])}`,
  });
  return {
    ...{ clock, store, counted, asked, fault, desk, provider, logger, cookieOf },
    async open(changes: { service?: string; deploymentId?: string; reviewers?: string[]; asked?: JsonObject }) {
      const { reviewers = [ana], asked, ...named } = changes;
      const about = { ...subject, ...named };
      const key = requestKey(about);
      await ledger.create(
        key,
        newRequest({ subject: about, reviewers, now: clock.now(), ...(asked && { asked }) }),
        neverAborted,
      );
      return key;
    },
    decide: (key: string, changes: Partial<Vote> = {}) =>
      ledger.change(
        key,
        ({ request }) => ({
          write: castVote(request, vote({ at: clock.now().toISOString(), ...changes })).request,
          result: undefined,
        }),
        neverAborted,
      ),
    async get(path: string, person?: { mail?: string; sub?: string }) {
      const answer = await desk.request(path, { headers: person ? cookieOf(person) : {} });
      return { status: answer.status, page: await answer.text(), headers: answer.headers };
    },
  };
}
