import type { JsonObject } from '../../hook/json.ts';
import type { ServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import type { Prompts } from './prompts.ts';
import type { Suggestions } from './suggestions.ts';

/** One of Greenlight's hooks, as it was chosen. */
export type ChosenHook = { kind: 'smoke' | 'alarms' | 'approval'; details: JsonObject };

/** Answers that are known already. What is missing is asked for; `false` means that the check is not wanted. */
export type KnownAnswers = {
  /** The path that the smoke test requests. */
  smoke?: string | false;
  /** The beginning of the names of the alarms that must be OK. */
  alarms?: string | false;
  reviewers?: readonly string[] | false;
  approvals?: number;
};

/**
 * Chooses the checks of a service, and the people who approve.
 *
 * @param prompts default: nobody is asked; then what AWS suggests counts, and the reviewers must be known
 * @throws {CliError} if an answer is wrong, or no check is chosen
 */
export async function chooseHooks(
  service: ServiceRef,
  known: KnownAnswers,
  suggestions: Suggestions,
  prompts?: Prompts,
): Promise<readonly ChosenHook[]> {
  refuseWrongAnswers(known);
  const smoke = known.smoke ?? (await choosePath(service, suggestions, prompts));
  if (smoke) refuse(wrongPath(smoke), '--health-path');
  const alarms = known.alarms === undefined ? await choosePrefix(service, suggestions, prompts) : known.alarms;
  const reviewers = known.reviewers ?? (await chooseReviewers(prompts));
  if (reviewers) refuse(wrongReviewers(reviewers.join(' ')), '--reviewer');
  const hooks: ChosenHook[] = [
    ...(smoke ? [{ kind: 'smoke', details: { requests: [smoke] } } as const] : []),
    ...(alarms ? [{ kind: 'alarms', details: { prefix: alarms } } as const] : []),
    ...(reviewers ? [await approvalBy(reviewers, known.approvals, prompts)] : []),
  ];
  if (hooks.length > 0) return hooks;
  throw new CliError('no check was chosen', { next: 'choose at least one, or write greenlight attach --help' });
}

/**
 * Refuses what is known already and wrong, before anything is read or asked.
 *
 * @throws {CliError} naming the flag and what to write instead
 */
export function refuseWrongAnswers({ smoke, reviewers, approvals }: KnownAnswers): void {
  if (smoke) refuse(wrongPath(smoke), '--health-path');
  if (!reviewers) return;
  refuse(wrongReviewers(reviewers.join(' ')), '--reviewer');
  if (approvals !== undefined) refuse(wrongCount(String(approvals), reviewers.length), '--approvals');
}

/** Of a command that asks nobody. */
export function nobodyApproves(): CliError {
  return new CliError('no approver is named', { next: 'pass --reviewer <mail>, or --no-approval' });
}

async function choosePath(
  service: ServiceRef,
  suggestions: Suggestions,
  prompts: Prompts | undefined,
): Promise<string> {
  const suggested = await suggestions.healthPath(service);
  if (!prompts) return suggested ?? '';
  const from = suggested === undefined ? '' : ' The load balancer checks this one.';
  return prompts.write(
    `Which page must answer before the release continues?${from} Empty: none.`,
    suggested ?? '',
    (path) => (path === '' ? undefined : wrongPath(path)),
  );
}

/** An empty prefix would be every alarm of the account. */
async function choosePrefix(
  service: ServiceRef,
  suggestions: Suggestions,
  prompts: Prompts | undefined,
): Promise<string> {
  let prefix: string = service.service;
  for (;;) {
    if (prompts) {
      prefix = await prompts.write(
        'Alarms whose names begin with what must be OK? Empty: none.',
        prefix,
        () => undefined,
      );
    }
    if (prefix === '') return '';
    const names = await suggestions.alarms(prefix);
    if (!prompts) return names.length > 0 ? prefix : '';
    if (names.length > 0) {
      prompts.remark(
        `${names.length === 1 ? '1 alarm' : `${names.length} alarms`}: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`,
      );
      return prefix;
    }
    prompts.remark(`No alarm has a name that begins with "${prefix}". Write another beginning, or nothing.`);
  }
}

async function chooseReviewers(prompts: Prompts | undefined): Promise<readonly string[] | false> {
  if (!prompts) throw nobodyApproves();
  const written = await prompts.write(
    'Who approves? Mail addresses, with spaces between them. Empty: nobody.',
    '',
    (text) => (text === '' ? undefined : wrongReviewers(text)),
  );
  return written === '' ? false : addressesIn(written);
}

async function approvalBy(
  reviewers: readonly string[],
  given: number | undefined,
  prompts: Prompts | undefined,
): Promise<ChosenHook> {
  const wrong = (count: string) => wrongCount(count, reviewers.length);
  const isAsked = given === undefined && prompts !== undefined && reviewers.length > 1;
  const count = isAsked
    ? await prompts.write(`How many of the ${reviewers.length} must approve?`, '1', wrong)
    : String(given ?? 1);
  refuse(wrong(count), '--approvals');
  const approvals = Number(count);
  return { kind: 'approval', details: { reviewers: [...reviewers], ...(approvals > 1 && { approvals }) } };
}

function wrongPath(path: string): string | undefined {
  return /^\/\S*$/.test(path)
    ? undefined
    : `"${path}" is not a path: write one that begins with a slash, such as /health`;
}

function wrongReviewers(text: string): string | undefined {
  const addresses = addressesIn(text);
  const wrong = addresses.find((address) => !/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/.test(address));
  if (wrong !== undefined) return `"${wrong}" is not a mail address: write one such as ana@example.com`;
  const twice = addresses.find((address, at) => addresses.indexOf(address) !== at);
  return twice === undefined ? undefined : `${twice} is named twice: write each address once`;
}

function wrongCount(text: string, max: number): string | undefined {
  const count = Number(text);
  return Number.isInteger(count) && count >= 1 && count <= max
    ? undefined
    : `"${text}" is not a number from 1 to ${max}`;
}

function addressesIn(text: string): readonly string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}

function refuse(wrong: string | undefined, flag: string): void {
  if (wrong === undefined) return;
  const [message, next] = wrong.split(': ', 2);
  throw new CliError(`${flag}: ${message}`, { next });
}
