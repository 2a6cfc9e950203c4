import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { SigningKeys } from '../link/signing-keys.ts';

/** What is sealed: something for one purpose cannot be opened for another one. */
export type SealPurpose = 'sign-in attempt' | 'sign-in session';

type Unsealed =
  | { ok: true; value: unknown }
  /** Sealed with a key that is not (or no longer, or not yet) among ours. */
  | { ok: false; problem: 'unknown-key' }
  /** Nothing that we have sealed for this purpose. */
  | { ok: false; problem: 'forged' };

/**
 * Encrypts a value, so that the browser that keeps it can neither read nor change it: `v1.<key id>.<initialization vector, ciphertext and tag>`, AES-256-GCM
 * with a key that HKDF derives from a signing key for this purpose alone.
 */
export function seal(keys: SigningKeys, purpose: SealPurpose, value: unknown): string {
  const head = `${version}.${keys.current}`;
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, keyFor(keys.secrets.get(keys.current) ?? '', purpose), iv).setAAD(
    Buffer.from(head),
  );
  const sealed = Buffer.concat([iv, cipher.update(JSON.stringify(value)), cipher.final(), cipher.getAuthTag()]);
  return `${head}.${sealed.toString('base64url')}`;
}

export function unseal(keys: SigningKeys, purpose: SealPurpose, text: string): Unsealed {
  const parts = sealedPattern.exec(text)?.groups;
  if (!parts) return { ok: false, problem: 'forged' };
  const { head = '', keyId = '', body = '' } = parts;
  const secret = keys.secrets.get(keyId);
  if (secret === undefined) return { ok: false, problem: 'unknown-key' };
  const sealed = Buffer.from(body, 'base64url');
  try {
    const decipher = createDecipheriv(algorithm, keyFor(secret, purpose), sealed.subarray(0, ivBytes));
    decipher.setAAD(Buffer.from(head)).setAuthTag(sealed.subarray(-tagBytes));
    const plain = Buffer.concat([decipher.update(sealed.subarray(ivBytes, -tagBytes)), decipher.final()]);
    return { ok: true, value: JSON.parse(plain.toString()) };
  } catch {
    return { ok: false, problem: 'forged' };
  }
}

const version = 'v1';
const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** At least an initialization vector and a tag. */
const sealedPattern = /^(?<head>v1\.(?<keyId>[A-Za-z0-9]{1,16}))\.(?<body>[A-Za-z0-9_-]{38,4000})$/;

function keyFor(secret: string, purpose: SealPurpose): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `greenlight ${purpose} ${version}`, 32));
}
