import type { HttpProbe } from '../../smoke/probe/http-probe.ts';
import type { ProbeAnswer, ProbeOutcome } from '../../smoke/probe/probe-answer.ts';
import { maxAnswerBytes } from '../answer/gate-answer.ts';
import type { Asked } from './asked.ts';
import { signQuestion } from './sign-question.ts';

/** A question to be sent. */
type SentQuestion = { id: string; at: Date; body: string; keys: readonly Buffer[]; timeoutMs: number };

/** Posts a signed question. Redirects are not followed, the certificate has to be valid, and forbidden addresses are refused. */
export async function askUrl(
  probe: HttpProbe,
  url: string,
  { id, at, body, keys, timeoutMs }: SentQuestion,
  signal: AbortSignal,
): Promise<Asked> {
  const { protocol, hostname, host, port, pathname } = new URL(url);
  const scheme = protocol === 'http:' ? 'http' : 'https';
  const session = probe.open(1);
  try {
    const outcome = await session.send(
      {
        ...{ method: 'POST', scheme, host, path: pathname, timeoutMs },
        hostname: hostname.replace(/[[\]]/g, ''),
        port: port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
        servername: hostname,
        headers: {
          ...{ 'content-type': 'application/json', accept: 'application/json' },
          ...signQuestion({ id, at, body }, keys),
        },
        body: Buffer.from(body),
      },
      signal,
    );
    return readOutcome(outcome);
  } finally {
    session.close();
  }
}

function readOutcome(outcome: ProbeOutcome): Asked {
  if (outcome.kind === 'refused') return outcome;
  if (outcome.kind === 'transport') return { kind: 'unanswered', problem: outcome.problem, cause: outcome.cause };
  const problem = whyUnreadable(outcome);
  return problem === undefined ? { kind: 'answered', body: outcome.body } : { kind: 'unanswered', problem };
}

function whyUnreadable({ status, bodyEnd, body, contentEncoding, headers }: ProbeAnswer): string | undefined {
  if (status >= 300 && status < 400) return `status ${status}: redirects are not followed, so write the final URL`;
  if (status < 200 || status > 299) return `status ${status}`;
  if (bodyEnd === 'late') return 'the answer did not end in time';
  if (bodyEnd === 'cut' || body.length > maxAnswerBytes) {
    return `the answer is longer than ${maxAnswerBytes / 1024} KiB`;
  }
  if (contentEncoding !== undefined) return 'the answer is compressed, which was not asked for';
  return /^application\/json(\s*;|$)/i.test(String(headers['content-type']))
    ? undefined
    : 'the content-type is not application/json';
}
