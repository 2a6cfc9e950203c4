import * as v from 'valibot';
import { cleanLines } from '../../wording/lines.ts';

/** What was typed into the form, so that a page can show it again and nothing is lost. */
export type FormInput = { choice: string; looked: boolean; reason: string; nonce: string };

export type FormProblems = { choice?: string; looked?: string; reason?: string };

type ReadForm =
  | { ok: true; choice: 'APPROVE' | 'REJECT'; reason: string | undefined }
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
  if (!isOurs || !['yes', null].includes(fields.get('looked'))) return undefined;
  const text = (name: string) => fields.get(name) ?? '';
  return {
    choice: text('choice'),
    looked: fields.has('looked'),
    reason: cleanLines(text('reason')),
    nonce: text('nonce'),
  };
}

const fieldNames: ReadonlySet<string> = new Set(['nonce', 'choice', 'looked', 'reason']);

/** A decision needs a choice; an approval also needs the tick, a rejection a reason. */
export function readForm({ choice, looked, reason }: FormInput): ReadForm {
  const chosen = v.safeParse(v.picklist(['approve', 'reject']), choice);
  const problems: FormProblems = {
    ...(!chosen.success && { choice: 'Choose whether to approve or to reject.' }),
    ...(choice === 'approve' && !looked && { looked: 'Tick this when you have looked.' }),
    ...(choice === 'reject' && reason === '' && { reason: 'Say why, so that the team knows what to fix.' }),
    ...(reason.length > maxReason && {
      reason: `The reason has ${reason.length} characters; at most ${maxReason} are allowed.`,
    }),
  };
  if (!chosen.success || Object.keys(problems).length > 0) return { ok: false, problems };
  return { ok: true, choice: chosen.output === 'approve' ? 'APPROVE' : 'REJECT', reason: reason || undefined };
}
