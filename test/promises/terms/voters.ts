import fc from 'fast-check';
import type { Hono } from 'hono';
import type { IamAnswer } from '../../../src/approval/desk/iam/iam-answer.ts';
import type { ApprovalRequest } from '../../../src/approval/request/request.ts';
import { decideAt, decideByIam, linkTo, wordsOn } from '../../helpers/approval.ts';
import { fay, iamNames, linkNames } from './cast.ts';
import type { Cast } from './oracle.ts';

export type Choice = 'approve' | 'reject' | 'withdraw' | 'break-glass' | 'extend' | 'close';

/** Somebody who comes once. A person with an ARN sends a signed request, and everybody else opens a link. */
export type Voter = {
  by: string;
  choice: Choice;
  skewSeconds: number;
  /** The reason. Default: one for a rejection, none for an approval. */
  says?: string;
  /** Whether they tick the checklist. Default: no. */
  ticks?: boolean;
};

export const skews = fc.integer({ min: -5, max: 5 });

/** Anybody, who does anything that they could try. */
export function anybody(skewSeconds: fc.Arbitrary<number> = skews): fc.Arbitrary<Voter> {
  const how = {
    skewSeconds,
    says: fc.constantFrom('SHOP-7: paid with a card', 'SHOP-7: paid with a card', 'SHOP-7', 'the cart is empty', ''),
    ticks: fc.constantFrom(true, true, true, true, false),
  };
  const votes = ['approve', 'approve', 'approve', 'approve', 'reject', 'withdraw'] as const;
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ by: fc.constantFrom(...linkNames), choice: fc.constantFrom(...votes), ...how }),
    },
    {
      weight: 5,
      arbitrary: fc.record({ by: fc.constantFrom(...iamNames), choice: fc.constantFrom(...votes), ...how }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        by: fc.constantFrom(fay, ...iamNames),
        choice: fc.constantFrom('break-glass', 'extend', 'close'),
        ...how,
      }),
    },
  );
}

/** What the desk replied. */
export type Reply = { status: number; page?: string; answer?: IamAnswer };

const choices = { approve: 'APPROVE', reject: 'REJECT', withdraw: 'WITHDRAW', 'break-glass': 'APPROVE' } as const;

/** The vote that somebody casts; undefined if it is another change. */
export function castOf(
  { by, choice, says, ticks = false }: Voter,
  checklist: readonly string[] = [],
): Omit<Cast, 'at'> | undefined {
  if (choice === 'extend' || choice === 'close') return undefined;
  const via = choice === 'break-glass' ? choice : by.startsWith('arn:') ? 'iam' : undefined;
  const reason = says ?? (choice === 'reject' ? 'the cart is empty' : '');
  return {
    ...{ by, choice: choices[choice] },
    ...(via && { via }),
    ...(reason !== '' && { reason }),
    ...(ticks && choice === 'approve' && checklist.length > 0 && { checklist: [...checklist] }),
  };
}

/** Comes to a desk, and does what they want to do. */
export async function comeTo(
  desk: Pick<Hono, 'request'>,
  voter: Voter,
  key: string,
  request: ApprovalRequest,
): Promise<Reply> {
  const { by, choice, ticks = false } = voter;
  const checklist = (request.asked?.['checklist'] ?? []) as string[];
  const { reason = '' } = castOf(voter) ?? { reason: voter.says ?? '' };
  if (by.startsWith('arn:')) {
    const deadline = new Date(Date.parse(request.deadline) + minutesMore(voter) * 60_000).toISOString();
    return decideByIam(desk, by, choice, {
      ...{ request: key, reason },
      ...(ticks && choice === 'approve' && checklist.length > 0 && { checklist }),
      ...(choice === 'extend' && { deadline }),
    });
  }
  const items = ticks && choice === 'approve' ? checklist.map((_, at) => [`item-${at}`, 'yes']) : [];
  return decideAt(desk, linkTo(by, { key }), {
    ...{ choice, reason, ...Object.fromEntries(items) },
    ...(choice === 'approve' && { looked: 'yes' }),
  });
}

/** Some want more than ECS waits for. */
export function minutesMore({ ticks = false }: Voter): number {
  return ticks ? 20 : 2000;
}

/** Whether a page confirms a vote. */
export function isReportedAsRecorded(page: string): boolean {
  return /(approval|rejection|withdrawal)( with this link)? is recorded/.test(wordsOn(page));
}
