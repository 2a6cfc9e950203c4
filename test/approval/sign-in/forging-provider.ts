import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { serve } from '../../../src/sandbox/servers/serve.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const foreignKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

/** What the provider does next; each a change to a correct answer. */
export type Forgery = {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: KeyObject;
  /** Without a signature. */
  unsigned?: true;
  issuer?: string;
  token?: (response: ServerResponse) => void;
  discovery?: (response: ServerResponse) => void;
  /** What the discovery document has in addition. */
  metadata?: Record<string, unknown>;
  /** What the UserInfo endpoint answers. */
  userInfo?: Record<string, unknown>;
};

/** An OpenID provider over HTTP whose answers are correct except for what a test changes. */
export async function startForgingProvider(atEnd: (stop: () => Promise<unknown>) => void) {
  const asked = { discovery: 0, jwks: 0, userInfo: 0, token: [] as URLSearchParams[], header: '', nonce: '' };
  let forgery: Forgery = {};
  let issuer = '';
  const server = createServer(async (request, response) => {
    const json = (value: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    switch (request.url) {
      case '/.well-known/openid-configuration':
        asked.discovery += 1;
        if (forgery.discovery) return forgery.discovery(response);
        return json({
          issuer: forgery.issuer ?? issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          id_token_signing_alg_values_supported: ['RS256'],
          authorization_response_iss_parameter_supported: true,
          ...(forgery.userInfo && { userinfo_endpoint: `${issuer}/userinfo` }),
          ...forgery.metadata,
        });
      case '/userinfo':
        asked.userInfo += 1;
        return json({ sub: 'AbC', ...forgery.userInfo });
      case '/jwks':
        asked.jwks += 1;
        return json({ keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' }] });
      default: {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        asked.token.push(new URLSearchParams(Buffer.concat(chunks).toString()));
        asked.header = request.headers.authorization ?? '';
        if (forgery.token) return forgery.token(response);
        return json({ access_token: 'x', token_type: 'Bearer', refresh_token: 'y', id_token: idToken() });
      }
    }
  });
  const { url, stop } = await serve(server, { port: 0 });
  atEnd(stop);
  issuer = url;

  function idToken(): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      sub: 'AbC',
      aud: 'desk',
      iat: now,
      exp: now + 60,
      nonce: asked.nonce,
      ...forgery.claims,
    };
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'RS256', kid: 'k', ...forgery.header })}.${part(claims)}`;
    if (forgery.unsigned) return `${signed}.`;
    return `${signed}.${sign('sha256', Buffer.from(signed), forgery.key ?? keys.privateKey).toString('base64url')}`;
  }

  return {
    issuer,
    asked,
    forge(next: Forgery) {
      forgery = next;
    },
  };
}
