import { deskHeaders } from '../../../approval/desk/page/headers.ts';
import type { StackOutputs } from '../../aws/stack.ts';
import { oneByOne } from '../one-by-one.ts';
import { type AppProof, type AppTrial, failed, proved, tryOut } from '../proof.ts';
import { askDesk, type DeskQuestion, explain, proveStatus } from './ask-desk.ts';
import { proveAddresses } from './prove-addresses.ts';

/** A token as the desk makes them, with a signature that nobody has made. */
const forgedPath = `/a/v1.k1.${Buffer.from('greenlight-verify').toString('base64url')}.${'A'.repeat(43)}`;

/** The desk from outside: what is forged shows nothing, and each answer has the desk's headers. */
export async function proveDesk(stack: StackOutputs, signal: AbortSignal): Promise<readonly AppProof[]> {
  const questions = [...links, ...(isOn(stack, 'HttpGateCallbacks', 'yes') ? [callback] : []), ...slackOf(stack)];
  const statuses = await oneByOne(questions, (question) => proveStatus(stack, question, signal));
  return [...statuses, await proveHeaders(stack, signal), ...(await proveAddresses(stack, signal))];
}

const links: readonly DeskQuestion[] = [
  // It reads the keys, and those twice: they may have been rotated.
  { id: 'desk-forged-link', tried: 'desk: a forged link', expected: 'status 403', status: 403, path: forgedPath },
  // It looks for the link in the ledger.
  {
    ...{ id: 'desk-unknown-link', tried: 'desk: a link that nobody stored', expected: 'status 403', status: 403 },
    path: '/r/greenlight-verify-000A',
  },
];

const callback: DeskQuestion = {
  ...{ id: 'desk-callback', tried: 'desk: a forged callback of a gate', expected: 'status 403', status: 403 },
  path: `/gates/${Buffer.from('answers/greenlight-verify').toString('base64url')}.9999999999.${'A'.repeat(43)}`,
  init: { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"status":"passed"}' },
};

function slackOf(stack: StackOutputs): readonly DeskQuestion[] {
  const hasApp = isOn(stack, 'Announcements', 'on') && (stack.parameters.get('SlackAppSecretArn') ?? '') !== '';
  if (!hasApp) return [];
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    // Without a current time the desk would not even read the secret of the app.
    'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)),
    'x-slack-signature': `v0=${'0'.repeat(64)}`,
  };
  const about = { id: 'desk-slack', tried: 'desk: a click that Slack did not sign', expected: 'status 401' };
  return [
    { ...about, status: 401, path: '/slack/interactions', init: { method: 'POST', headers, body: 'payload={}' } },
  ];
}

function isOn({ parameters }: StackOutputs, name: string, value: string): boolean {
  return parameters.get(name) === value;
}

const headersTrial: AppTrial = {
  ...{ id: 'desk-headers', tried: 'desk: its security headers' },
  expected: `all ${Object.keys(deskHeaders).length}`,
};

/** All of them with their values; of the policy only that it allows nothing by default, since its digests are those of another version. */
function proveHeaders(stack: StackOutputs, signal: AbortSignal): Promise<AppProof> {
  return tryOut(headersTrial, signal, async () => {
    const answer = await askDesk(stack.deskUrl, { path: forgedPath }, signal);
    await answer.body?.cancel();
    const wrong = Object.entries(deskHeaders).filter(([name, value]) => {
      const sent = answer.headers.get(name) ?? '';
      return name === 'content-security-policy' ? !sent.startsWith("default-src 'none'") : sent !== value;
    });
    if (wrong.length === 0) return proved(headersTrial);
    const said = `missing or changed: ${wrong.map(([name]) => name).join(', ')}`;
    const { next } = explain(answer.status < 500 ? 404 : answer.status, stack.stackName);
    return failed(headersTrial, `${wrong.length} wrong`, { said, next });
  });
}
