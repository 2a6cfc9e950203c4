import { deskHeaders } from '../../approval/desk/page/headers.ts';
import { formatError } from '../../wording/values.ts';
import { type AppProof, failed, proved, unknown } from './proof.ts';

const timeoutMs = 20_000;

/** The desk from outside: a forged link shows nothing, each answer has the desk's headers, and the route of IAM refuses who has not signed. */
export async function proveDesk(deskUrl: string): Promise<readonly AppProof[]> {
  const forged = await ask(`${deskUrl}/a/greenlight-verify`, { redirect: 'manual' });
  const unsigned = await ask(`${deskUrl}/decisions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  return [
    refuses('the desk refuses a forged link', forged, [400, 403, 404]),
    proveHeaders(forged),
    refuses('the desk refuses a decision that nobody has signed', unsigned, [401, 403]),
  ];
}

type Answer = Response | { error: string };

async function ask(url: string, init: RequestInit): Promise<Answer> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { error: formatError(cause) };
  }
}

function refuses(what: string, answer: Answer, statuses: readonly number[]): AppProof {
  if ('error' in answer) return unknown(what, answer.error);
  const said = `status ${answer.status}`;
  return statuses.includes(answer.status) ? proved(what, said) : failed(what, said);
}

/** All of them with their values; of the policy only that it allows nothing by default, since its digests are those of another version. */
function proveHeaders(answer: Answer): AppProof {
  const what = 'the desk sends its security headers';
  if ('error' in answer) return unknown(what, answer.error);
  const wrong = Object.entries(deskHeaders).filter(([name, value]) => {
    const sent = answer.headers.get(name) ?? '';
    return name === 'content-security-policy' ? !sent.startsWith("default-src 'none'") : sent !== value;
  });
  const names = wrong.map(([name]) => name).join(', ');
  return wrong.length === 0
    ? proved(what, `all ${Object.keys(deskHeaders).length} of them`)
    : failed(what, `missing or changed: ${names}`);
}
