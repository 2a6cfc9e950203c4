import { createHmac } from 'node:crypto';

/**
 * The headers that sign a message as Standard Webhooks has it: an HMAC-SHA-256 over id, time and body for each key.
 *
 * @param id - identifies the message; a repeated one has the same
 * @param keys - at least one; during a rotation, the receiver may know either of two
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @example
 * signQuestion({ id: 'gate_1.1', at: new Date(0), body: '{}' }, [Buffer.alloc(32)])['webhook-signature'];
 * // 'v1,…', to be verified by any library for Standard Webhooks
 */
export function signQuestion(
  { id, at, body }: { id: string; at: Date; body: string },
  keys: readonly Buffer[],
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const seconds = String(Math.floor(at.getTime() / 1000));
  const sign = (key: Buffer) => createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': keys.map((key) => `v1,${sign(key)}`).join(' '),
  };
}

/**
 * Reads the keys of a secret: `whsec_` and 24 to 64 bytes in base64, or two such keys with a space between them while one replaces the other.
 * Undefined if that is not what it contains.
 */
export function parseWebhookKeys(secret: string): readonly Buffer[] | undefined {
  const keys = secret.trim().split(/\s+/).map(parseKey);
  return keys.length <= 2 && keys.every((key) => key !== undefined) ? keys : undefined;
}

function parseKey(text: string): Buffer | undefined {
  const encoded = text.replace(/^whsec_/, '');
  const key = Buffer.from(encoded, 'base64');
  const isKey = key.toString('base64') === encoded && key.length >= 24 && key.length <= 64;
  return isKey ? key : undefined;
}

export const webhookKeyWanted =
  'expected whsec_ and 24 to 64 random bytes in base64; make one with: echo "whsec_$(openssl rand -base64 32)"';
