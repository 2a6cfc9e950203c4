import { isUtf8 } from 'node:buffer';
import type { ProbeAnswer } from './probe-answer.ts';

type AnswerBody = Pick<ProbeAnswer, 'body' | 'headers'>;

/** The body as text, in the charset that its `content-type` names. UTF-8 if it names none, or none that is known, and after UTF-8's byte order mark. */
export function bodyText(answer: AnswerBody): string {
  const type = typeOf(answer);
  return /^\s*\w+\/([\w.-]+\+)?json\s*(;|$)/i.test(type) ? jsonText(answer) : decode(answer, type);
}

/** JSON is UTF-8, as browsers read it. What its `content-type` says counts only if the bytes cannot be UTF-8. */
export function jsonText(answer: AnswerBody): string {
  return decode(answer, isUtf8(answer.body) ? '' : typeOf(answer));
}

function typeOf({ headers }: AnswerBody): string {
  return headers['content-type']?.at(-1) ?? '';
}

function decode({ body }: AnswerBody, type: string): string {
  const [, named = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(type) ?? [];
  return decoderFor(body.toString('utf8', 0, 3) === '\uFEFF' ? 'utf-8' : named).decode(body);
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
