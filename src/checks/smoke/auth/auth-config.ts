import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import { namesIn } from '../variables/template.ts';

/** How a request signs in. Its strings may have placeholders. */
export type Auth =
  | { kind: 'none' }
  | { kind: 'bearer'; token: string }
  | { kind: 'basic'; user: string; password: string }
  | ({ kind: 'oauth2' } & ClientCredentials)
  | { kind: 'sigv4'; service: string; region: string | undefined };

/** A client's own credentials, for which its token endpoint gives it a token. */
export type ClientCredentials = {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope: string | undefined;
  audience: string | undefined;
  /** Whether the credentials are in an `authorization` header or in the body; `basic` by default. */
  clientAuth: 'basic' | 'body';
};

const credentialWanted =
  'expected a placeholder such as "{{token}}" that names a secret: a credential in hookDetails can be read by everybody who may call DescribeServices';
/** Whether the placeholder names a secret is checked when the secrets are known. */
const credentialSchema = v.pipe(
  v.string(credentialWanted),
  v.check((text) => namesIn(text).length > 0, credentialWanted),
);
const textSchema = v.pipe(v.string('expected a string'), v.nonEmpty('expected a string that is not empty'));
const tokenUrlWanted = 'expected an http or https URL without user name, query, fragment and placeholders';

const oauth2Schema = v.strictObject({
  tokenUrl: v.pipe(v.string(tokenUrlWanted), v.check(isTokenUrl, tokenUrlWanted)),
  clientId: textSchema,
  clientSecret: credentialSchema,
  scope: v.optional(textSchema),
  audience: v.optional(textSchema),
  clientAuth: v.optional(v.picklist(['basic', 'body'], 'expected "basic" or "body"'), 'basic'),
});

function isTokenUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    ['http:', 'https:'].includes(url.protocol) &&
    !/[?#{]/.test(text) &&
    url.username + url.password === ''
  );
}

/**
 * What a team's own APIs are behind: API Gateway, AppSync, VPC Lattice, function URLs, and OpenSearch. Signed for one of AWS's other services, a
 * request could do what the hook's role may do: read the key that signs links, or write requests.
 */
const signedServices = ['execute-api', 'appsync', 'vpc-lattice-svcs', 'lambda', 'es', 'aoss'] as const;

const regionWanted = 'expected a Region such as "eu-central-1"';
const regionSchema = v.pipe(v.string(regionWanted), v.regex(/^[a-z0-9-]{1,64}$/, regionWanted));

const authWanted = 'expected "none", or an object with one of bearer, basic, oauth2 and sigv4';

const noneSchema = v.pipe(
  v.literal('none'),
  v.transform((): Auth => ({ kind: 'none' })),
);

const objectSchema = v.pipe(
  v.custom<object>(isJsonObject, authWanted),
  v.strictObject({
    bearer: v.optional(credentialSchema),
    basic: v.optional(v.strictObject({ user: textSchema, password: credentialSchema })),
    oauth2: v.optional(oauth2Schema),
    sigv4: v.optional(
      v.strictObject({
        service: v.picklist(signedServices, `expected one of ${signedServices.join(', ')}`),
        region: v.optional(regionSchema),
      }),
    ),
  }),
  v.check((auth) => Object.keys(auth).length === 1, authWanted),
  v.transform(({ bearer, basic, oauth2, sigv4 }): Auth => {
    if (bearer !== undefined) return { kind: 'bearer', token: bearer };
    if (basic !== undefined) return { kind: 'basic', ...basic };
    if (sigv4 !== undefined) return { kind: 'sigv4', service: sigv4.service, region: sigv4.region };
    if (oauth2 === undefined) return { kind: 'none' };
    return { kind: 'oauth2', ...oauth2, scope: oauth2.scope, audience: oauth2.audience };
  }),
);

/** The key `auth`. Its output is an {@link Auth}. */
export const authSchema = v.lazy((input) => (input === 'none' ? noneSchema : objectSchema));

/** The strings of it that are credentials: each has to name a secret or a captured value. */
export function credentialsOf(auth: Auth): readonly (readonly [key: string, text: string])[] {
  if (auth.kind === 'bearer') return [['bearer', auth.token]];
  if (auth.kind === 'basic') return [['basic.password', auth.password]];
  return auth.kind === 'oauth2' ? [['oauth2.clientSecret', auth.clientSecret]] : [];
}

/** All strings of it that may have placeholders. */
export function textsOfAuth(auth: Auth): readonly (readonly [key: string, text: string])[] {
  if (auth.kind === 'basic') return [['basic.user', auth.user], ...credentialsOf(auth)];
  if (auth.kind !== 'oauth2') return credentialsOf(auth);
  const { clientId, scope = '', audience = '' } = auth;
  return [
    ['oauth2.clientId', clientId],
    ['oauth2.scope', scope],
    ['oauth2.audience', audience],
    ...credentialsOf(auth),
  ];
}
