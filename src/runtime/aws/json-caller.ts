import { isJsonObject, type JsonObject } from '../../hook/json.ts';
import { parseJson } from '../../hook/parse-json.ts';
import { type Received, type Signing, signedSender, type Tried, tryThrice } from './send-signed.ts';

/** What a service answered instead of a result. `name` is AWS's code, such as `AccessDeniedException`. */
class AwsRefusal extends Error {
  override readonly name: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

const attemptMs = 5000;

/**
 * Calls operations of a service that speaks AWS's JSON protocol 1.1, without loading its SDK client. Transport errors, throttling and errors of the
 * service itself are tried twice more, as by the SDK.
 *
 * @returns a function that resolves to what the operation returns, and rejects with {@link AwsRefusal} or with why there was no answer; neither quotes
 *   the answer of a call that succeeded
 * @example
 * ```ts
 * const call = jsonCaller({ service: 'secretsmanager', region, origin, credentials, clock });
 * const { SecretString } = await call('secretsmanager.GetSecretValue', { SecretId: 'greenlight' }, signal);
 * ```
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function jsonCaller({ origin, ...signing }: Signing & { origin: URL }) {
  const send = signedSender({ ...signing, origin, attemptMs });
  const path = `${origin.pathname.replace(/\/$/, '')}/`;

  return async (target: string, input: JsonObject, signal: AbortSignal): Promise<JsonObject> => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    const body = JSON.stringify(input);
    const tried = await tryThrice(
      async () => readAnswer(target, await send({ method: 'POST', path, headers, body }, signal)),
      signal,
    );
    if ('value' in tried) return tried.value;
    throw tried.error;
  };
}

function readAnswer(target: string, { response, body }: Received): Tried<JsonObject> {
  const { statusCode: status = 0, headers } = response;
  const answer = parseJson(body.toString());
  const fields = isJsonObject(answer) ? answer : {};
  if (status === 200)
    return answer === fields ? { value: fields } : { error: new Error(`${target} answered something other than JSON`) };
  const code = readCode(headers['x-amzn-errortype'] ?? fields['__type'] ?? fields['code']) ?? `Status${status}`;
  const message = fields['message'] ?? fields['Message'];
  const said = typeof message === 'string' ? message : `${target} was answered with status ${status}`;
  return { error: new AwsRefusal(code, said), isFinal: status < 500 && status !== 429 && !passing.test(code) };
}

/** Without its namespace, and without the address of its documentation: `com.amazonaws.x#SlowDown:http://…`. */
function readCode(text: unknown): string | undefined {
  return /^(?:[^#]*#)?([A-Za-z][\w.]{0,63})(?::|$)/.exec(String(text ?? ''))?.[1];
}

/** The codes with status 400 that the SDK tries again. */
const passing = /Throttl|TooManyRequests|LimitExceeded|SlowDown|RequestTimeout|TransactionInProgress/;
