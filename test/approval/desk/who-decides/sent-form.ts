import { type ApprovalRequest, formatRequest } from '../../../../src/approval/request/request.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { requestKey } from '../../../../src/storage/keys.ts';
import { approvalSetup, approving, fillIn, key, type Setup, wordsOn } from '../../../helpers/approval.ts';
import { type Around, unavailable, wrapStore } from '../../../helpers/memory-store.ts';
import { groupSettings } from '../../sign-in/sign-in-setup.ts';

export const [ana, ben, eve] = ['ana@example.com', 'ben@example.com', 'eve@example.com'];
export const reviewers = [ana, ben];
export const sso = (who: string) => `arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/${who}`;

/** A form that is sent, and what happens meanwhile. */
export type Case = {
  gate?: JsonObject;
  by?: string;
  /** After the form was opened. */
  before?: (setup: Setup) => unknown;
  /** After the desk has read the request, and before it reads it again to write the vote. */
  between?: (setup: Setup) => unknown;
  fields?: Record<string, string>;
  /** While the form is sent. */
  areReportsUnreadable?: true;
};

/** What its sender sees, what the log says, and how many votes are stored. */
export type Outcome = {
  status: number;
  did: string;
  votes: number;
  title?: string;
  note?: string;
  problem?: string;
  hasForm?: true;
};

export async function send({ gate = {}, by = ana, before, between, fields = approving, areReportsUnreadable }: Case) {
  let reads = Number.NEGATIVE_INFINITY;
  const around: Around = async (operation, at, run) => {
    reads += operation === 'read' && at === key ? 1 : 0;
    if (reads === 2 && operation === 'read' && at === key) await between?.(setup);
    if (areReportsUnreadable && reads >= 0 && at.startsWith('reports/')) throw unavailable();
    return run();
  };
  const setup = approvalSetup({ signIn: groupSettings, wrap: (store) => wrapStore(store, around) });
  await setup.gate({ deadlineMinutes: 60, reviewers, ...gate })();
  const opened = await (await setup.desk.request(setup.link(by))).text();
  await before?.(setup);
  reads = 0;
  const answer = await setup.desk.request(setup.link(by), fillIn(opened, fields));
  const page = await answer.text();
  const note = /<div class="note (\w+)"[^>]*>.*?<\/div>/s.exec(page);
  return {
    status: answer.status,
    did: setup.logger.lines.at(-1)?.message.replace('the desk ', ''),
    votes: setup.request().votes.length,
    title: /<title>(.*) · Greenlight<\/title>/.exec(page)?.[1],
    note: note ? `${note[1]}: ${wordsOn(note[0])}` : undefined,
    hasForm: page.includes('name="nonce"'),
    problem: /<(?:span|p) class="problem"[^>]*>(.*?)<\/(?:span|p)>/.exec(page)?.[1],
  };
}

export const change = (changes: Partial<ApprovalRequest>) => (setup: Setup) =>
  setup.store.edit(key, formatRequest({ ...setup.request(), ...changes }));
export const asks = (asked: JsonObject) => (setup: Setup) =>
  setup.store.edit(key, formatRequest({ ...setup.request(), asked: { ...setup.request().asked, ...asked } }));
export const replaced = (setup: Setup) => {
  const { decision: _none, ...earlier } = setup.request();
  const request: ApprovalRequest = { ...earlier, status: 'PENDING', votes: [] };
  const subject = { ...request.subject, deploymentId: 'newer' };
  setup.clock.step(60);
  const at = setup.clock.now().toISOString();
  setup.store.edit(requestKey(subject), formatRequest({ ...request, subject, createdAt: at }));
  setup.store.edit(requestKey(subject).replace('approvals/', 'open/'), '');
};
export const rule = (from: string[], more: JsonObject = {}) => ({ name: 'qa', from, approvals: 1, ...more });
