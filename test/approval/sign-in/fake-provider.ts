import { createHash } from 'node:crypto';
import type { SignInProvider } from '../../../src/approval/sign-in/provider.ts';
import { ProviderError } from '../../../src/approval/sign-in/provider-error.ts';

export const issuer = 'https://login.example.com/shop';

export type FakeProvider = SignInProvider & {
  /** Signs in at the address to which the desk has sent the browser; returns the query with which it comes back. */
  signIn(url: string, claims: Record<string, unknown>): string;
  fail(error: Error | undefined): void;
};

/** Issues codes for what it was asked for, takes each once, and compares what it gets with what it has issued, as a real provider does. */
export function fakeProvider(): FakeProvider {
  const codes = new Map<string, { challenge: string; nonce: string; claims: Record<string, unknown> }>();
  let failure: Error | undefined;
  return {
    async startUrl({ state, nonce, verifier, redirectUri, maxAgeSeconds, isAgain = false }) {
      if (failure) throw failure;
      const query = { state, nonce, code_challenge: hash(verifier), redirect_uri: redirectUri };
      const fresh = { ...(maxAgeSeconds && { max_age: `${maxAgeSeconds}` }), ...(isAgain && { prompt: 'login' }) };
      return `${issuer}/authorize?${new URLSearchParams({ ...query, ...fresh })}`;
    },
    async claimsFor({ callback, state, nonce, verifier }) {
      if (failure) throw failure;
      const code = callback.searchParams.get('code') ?? '';
      const issued = codes.get(code);
      codes.delete(code);
      const isOurs = issued?.challenge === hash(verifier) && issued.nonce === nonce;
      if (!isOurs || callback.searchParams.get('state') !== state) throw refusal;
      return issued.claims;
    },
    async endUrl(returnTo) {
      if (failure) throw failure;
      return `${issuer}/logout?${new URLSearchParams({ client_id: 'desk', logout_uri: returnTo })}`;
    },
    signIn(url, claims) {
      const asked = new URL(url).searchParams;
      const code = `code-${codes.size + 1}-secret`;
      codes.set(code, {
        challenge: asked.get('code_challenge') ?? '',
        nonce: asked.get('nonce') ?? '',
        claims: { iss: issuer, ...claims },
      });
      return `?${new URLSearchParams({ code, state: asked.get('state') ?? '' })}`;
    },
    fail(error) {
      failure = error;
    },
  };
}

const refusal = new ProviderError('PROVIDER_REFUSED', 'the provider refused the code');

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** A browser's cookies for the desk. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  take(answer: { cookies: readonly string[] } | Response): void {
    const set = answer instanceof Response ? answer.headers.getSetCookie() : answer.cookies;
    for (const cookie of set) {
      const [, name = '', value = '', rest = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(cookie) ?? [];
      if (rest.includes('Max-Age=0')) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }

  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  get names(): string[] {
    return [...this.#cookies.keys()];
  }

  set(name: string, value: string): void {
    this.#cookies.set(name, value);
  }
}
