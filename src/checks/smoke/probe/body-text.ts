import type { ProbeAnswer } from './probe-answer.ts';

/** The body as text, in the charset that its `content-type` names. UTF-8 if it names none, or none that is known. */
export function bodyText({ body, headers }: Pick<ProbeAnswer, 'body' | 'headers'>): string {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(headers['content-type']?.at(-1) ?? '') ?? [];
  return decoderFor(charset).decode(body);
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
