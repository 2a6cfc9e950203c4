import * as v from 'valibot';
import { isJsonObject } from '../../hook/json.ts';
import { refuseIf } from '../refuse-if.ts';
import { type AddressRules, whyForbidden } from '../smoke/probe/forbidden-address.ts';
import { parseSecretReference, secretReferenceWanted } from '../smoke/variables/secret-reference.ts';

/** The keys of `hookDetails` for the HTTP gate. Unknown keys are refused. */
export type HttpGateConfig = v.InferOutput<ReturnType<typeof makeHttpGateConfigSchema>>;

const wanted = {
  url: 'expected a URL such as "https://gates.example.com/shop"',
  lambda: 'expected the name or ARN of a function, such as "shop-gate" or "shop-gate:live"',
  parameter: 'expected a string of at most 500 characters, a number, true or false',
  secret: 'expected the name of the key that signs the question, such as "secretsmanager:shop/gate-key"',
};

const functionPattern =
  /^(arn:aws[a-z-]*:lambda:[a-z]{2}(-[a-z]+)+-\d:\d{12}:function:)?[\w-]{1,64}(:(\$LATEST|[\w-]{1,128}))?$/;

/** Validates and completes what is configured. */
export const httpGateConfigSchema = makeHttpGateConfigSchema({ allowLoopback: false });

/** The same for a probe that may reach other addresses. */
export function makeHttpGateConfigSchema(rules: AddressRules) {
  return v.pipe(
    v.strictObject({
      /** Where the question is sent by POST: an https URL. Its host has to be in the stack's parameter `HttpGateHosts`. */
      url: v.optional(
        v.pipe(
          v.string(wanted.url),
          refuseIf((text: string) => whyNotUrl(text, rules)),
        ),
      ),
      /** Instead of `url`: the name or ARN of a Lambda function, if need be with `:` and an alias. It has to be in the stack's parameter `HttpGateFunctions`. */
      lambda: v.optional(v.pipe(v.string(wanted.lambda), v.regex(functionPattern, wanted.lambda))),
      /** Where the key is stored that signs the question; required next to `url`. It has to be in the stack's parameter `SmokeSecrets`. */
      secret: v.optional(
        v.pipe(
          v.string(secretReferenceWanted),
          v.check((text) => parseSecretReference(text) !== undefined, secretReferenceWanted),
        ),
      ),
      /** Up to 20 values of your own that are sent with the question, such as `{"team": "shop"}`. Not for secrets. Default none. */
      parameters: v.optional(
        v.pipe(
          v.custom<object>(isJsonObject, 'expected an object of names and values'),
          v.record(
            v.pipe(v.string(), v.regex(/^[\w.-]{1,60}$/, 'expected a name of letters, digits, -, _ and .')),
            v.union(
              [v.pipe(v.string(), v.maxLength(500, wanted.parameter)), v.number(), v.boolean()],
              wanted.parameter,
            ),
          ),
          v.check((values) => Object.keys(values).length <= 20, 'expected at most 20 parameters'),
        ),
        {},
      ),
      /** Whether the answer may be posted to an address in the question, instead of being asked for. Needs the stack's parameter `HttpGateCallbacks`. Default false. */
      callback: v.optional(v.boolean('expected true or false'), false),
      /** For one call, from connecting to the end of the answer: 1 to 60. Default 10. */
      timeoutSeconds: v.optional(wholeNumber(1, 60), 10),
      /** How long the answer may be `pending`, from the gate's first call: 1 to 1430 minutes. Then the check is inconclusive. Default 60. */
      waitMinutes: v.optional(wholeNumber(1, 1430), 60),
      /** How many calls in a row may get no valid answer: 0 to 100. One more, and the check is inconclusive. The gate's `errorBudget` counts too. Default 5. */
      maxErrors: v.optional(wholeNumber(0, 100), 5),
    }),
    v.check(
      ({ url, lambda }) => (url === undefined) !== (lambda === undefined),
      'expected either url or lambda, to say who is asked',
    ),
    v.forward(
      v.check(({ url, secret }) => url === undefined || secret !== undefined, wanted.secret),
      ['secret'],
    ),
    v.forward(
      v.check(
        ({ lambda, secret }) => lambda === undefined || secret === undefined,
        'expected no secret next to lambda: IAM says who may invoke it, and nothing is signed',
      ),
      ['secret'],
    ),
  );
}

function whyNotUrl(text: string, rules: AddressRules): string | undefined {
  const url = URL.parse(text);
  if (url === null) return wanted.url;
  if (url.username !== '' || url.password !== '') {
    return 'expected a URL without user name and password: the signature proves who asks';
  }
  if (/[?#]/.test(text)) return 'expected a URL without query and fragment; put what it says into parameters';
  const clause = whyForbidden(url.hostname, rules);
  if (clause) return `expected another host: this is ${clause}`;
  const isLocal = rules.allowLoopback && whyForbidden(url.hostname, { allowLoopback: false }) !== undefined;
  return url.protocol === 'https:' || (isLocal && url.protocol === 'http:') ? undefined : 'expected an https URL';
}

function wholeNumber(min: number, max: number) {
  const message = `expected a whole number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}
