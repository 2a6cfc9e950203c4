import { createPublicKey, verify } from 'node:crypto';
import * as v from 'valibot';

/** A signature as cosign stores it: what was signed, and the signature in base64. */
export type Signature = { payload: Uint8Array; signature: string };

const payloadSchema = v.object({
  critical: v.object({
    image: v.object({ 'docker-manifest-digest': v.string() }),
    type: v.literal('cosign container image signature'),
  }),
});

/** Whether this is a public key in PEM. */
export function isPublicKey(text: string): boolean {
  try {
    return text.startsWith('-----BEGIN PUBLIC KEY-----') && createPublicKey(text).type === 'public';
  } catch {
    return false;
  }
}

/**
 * Whether this key has signed this image. Only keys are supported, neither certificates nor the transparency log.
 *
 * @param publicKey in PEM: ECDSA or RSA, with SHA-256
 * @param digest `sha256:…`
 * @see https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
 */
export function isSignedBy(publicKey: string, digest: string, { payload, signature }: Signature): boolean {
  const isGenuine = verify('sha256', payload, createPublicKey(publicKey), Buffer.from(signature, 'base64'));
  if (!isGenuine) return false;
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), payloadSchema), Buffer.from(payload).toString());
  return read.success && read.output.critical.image['docker-manifest-digest'] === digest;
}
