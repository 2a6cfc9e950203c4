import type { ProbeSession } from '../probe/http-probe.ts';
import { fillText } from '../variables/filler.ts';
import type { SuiteValues } from '../variables/suite-values.ts';
import type { Auth } from './auth-config.ts';
import { basicOf } from './basic.ts';
import type { Tokens } from './client-credentials.ts';
import { SignInError } from './sign-in-error.ts';

export type SigningIn = { values: SuiteValues; tokens: Tokens; session: ProbeSession; signal: AbortSignal };

/** The `authorization` header with which a request signs in; undefined if it has none, or if the request is signed as a whole. */
export async function authorizationOf(
  auth: Auth,
  { values, tokens, ...calling }: SigningIn,
): Promise<string | undefined> {
  const fill = (text: string) => fillText(text, values.get);
  switch (auth.kind) {
    case 'bearer':
      return secret(`Bearer ${header(fill(auth.token))}`, values);
    case 'basic':
      return secret(basicOf(fill(auth.user), fill(auth.password)), values);
    case 'oauth2': {
      const { clientId, clientSecret, scope, audience } = auth;
      const filled = {
        ...{ ...auth, clientId: fill(clientId), clientSecret: fill(clientSecret) },
        ...{ scope: scope && fill(scope), audience: audience && fill(audience) },
      };
      const token = await tokens.get(filled, calling);
      return secret(`Bearer ${header(token)}`, values);
    }
    default:
      return undefined;
  }
}

function secret(value: string, values: SuiteValues): string {
  values.addSecret(value.slice(value.indexOf(' ') + 1));
  return value;
}

function header(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new SignInError(
    'the token has a space or a line break, or is not ASCII, and cannot be sent in a header',
    false,
  );
}
