import * as v from 'valibot';
import { cleanLines } from '../../wording/lines.ts';
import type { Vote } from '../request/request.ts';
import { maxItems, missingItems, needsReason, type Terms } from '../request/terms.ts';
import type { Words } from './language/en.ts';

/** What was typed into the form, so that a page can show it again and nothing is lost. */
export type FormInput = {
  choice: string;
  looked: boolean;
  reason: string;
  nonce: string;
  /** The positions of the items of the checklist that were ticked; missing if none was. */
  items?: readonly number[];
};

export type FormProblems = { choice?: string; looked?: string; items?: string; reason?: string };

type ReadForm =
  | { ok: true; choice: Vote['choice']; reason: string | undefined; checklist?: string[] }
  | { ok: false; problems: FormProblems };

export const maxReason = 1000;

/**
 * Reads the body of the form's POST; a missing field is empty. Undefined for what no browser sends for this form: an unknown field, a repeated
 * one, or a tick with another value.
 */
export function parseForm(body: string): FormInput | undefined {
  const fields = new URLSearchParams(body);
  const names = [...fields.keys()];
  const isOurs = names.every((name, at) => fieldNames.has(name) && names.indexOf(name) === at);
  const ticks = ['looked', ...itemNames];
  if (!isOurs || !ticks.every((name) => ['yes', null].includes(fields.get(name)))) return undefined;
  const items = itemNames.flatMap((name, at) => (fields.has(name) ? [at] : []));
  const text = (name: string) => fields.get(name) ?? '';
  return {
    choice: text('choice'),
    looked: fields.has('looked'),
    reason: cleanLines(text('reason')),
    nonce: text('nonce'),
    ...(items.length > 0 && { items }),
  };
}

/** The words of the form and of the IAM route. */
export const choices = {
  approve: 'APPROVE',
  reject: 'REJECT',
  withdraw: 'WITHDRAW',
  'break-glass': 'APPROVE',
} as const;

/** As many as a checklist may have. */
export const itemNames = Array.from({ length: maxItems }, (_, at) => `item-${at}`);

const fieldNames: ReadonlySet<string> = new Set(['nonce', 'choice', 'looked', 'reason', ...itemNames]);

/** A decision needs a choice; an approval also needs the tick and what the gate wants with it, a rejection a reason. */
export function readForm(
  { form }: Words,
  { choice, looked, reason, items = [] }: FormInput,
  terms: Terms = {},
): ReadForm {
  const chosen = v.safeParse(v.picklist(['approve', 'reject', 'withdraw']), choice);
  const { checklist = [] } = terms;
  const ticked = checklist.filter((_, at) => items.includes(at));
  const missing = missingItems(terms, ticked);
  const problems: FormProblems = {
    ...(!chosen.success && { choice: form.chooseFirst }),
    ...(choice === 'approve' && !looked && { looked: form.lookFirst }),
    ...(choice === 'approve' && missing.length > 0 && { items: form.tickAll }),
    ...(choice === 'approve' && reason === '' && needsReason(terms, 'APPROVE') && { reason: form.sayWhyApprove }),
    ...(choice === 'reject' && reason === '' && { reason: form.sayWhyReject }),
    ...(reason.length > maxReason && {
      reason: form.tooLong(reason.length, maxReason),
    }),
  };
  if (!chosen.success || Object.keys(problems).length > 0) return { ok: false, problems };
  return {
    ok: true,
    choice: choices[chosen.output],
    reason: reason || undefined,
    ...(ticked.length > 0 && { checklist: ticked }),
  };
}
