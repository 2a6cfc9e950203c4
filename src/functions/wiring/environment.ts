import * as v from 'valibot';
import { formatIssues } from '../../wording/values.ts';

/** Variables that Lambda and the SDKs define and every function needs. */
export const awsEntries = {
  AWS_REGION: v.pipe(v.string(), v.minLength(1)),
  AWS_ACCESS_KEY_ID: v.optional(v.string()),
  AWS_SECRET_ACCESS_KEY: v.optional(v.string()),
  AWS_SESSION_TOKEN: v.optional(v.string()),
  AWS_ENDPOINT_URL: v.optional(v.string()),
  AWS_ENDPOINT_URL_S3: v.optional(v.string()),
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: v.optional(v.string()),
  AWS_USE_FIPS_ENDPOINT: v.optional(v.string()),
  AWS_USE_DUALSTACK_ENDPOINT: v.optional(v.string()),
};

export const text = v.pipe(v.string(), v.minLength(1, 'is empty'));
export const httpsUrl = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/[^/?#]+$/, 'expected a URL without a path, such as https://desk.example.com'),
);
export const bucket = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of an S3 bucket'),
);
/** An empty string means that there is none: CloudFormation cannot leave a variable out. */
export const optionalText = v.pipe(
  v.optional(v.string(), ''),
  v.transform((value) => value || undefined),
);

export const hookEntries = {
  ...awsEntries,
  LEDGER_BUCKET: bucket,
  /** An SSM parameter with a JSON object of defaults under this hook's `hookDetails`. */
  HOOK_DEFAULTS_PARAMETER: optionalText,
};

/** The beginning of the names of the parameters that switch checks off, if that is possible. */
export const switchEntries = { CHECK_SWITCHES: optionalText };

export const automatedEnvironmentSchema = v.object({ ...hookEntries, ...switchEntries });

/** Whether a decision that was made by hand in the bucket counts; it does unless this says `no`. */
export const handDecisions = v.optional(v.picklist(['yes', 'no'], 'expected yes or no'), 'yes');

/** Where the keys are that sign links: a Secrets Manager secret, or a SecureString in Parameter Store. */
export const signingKeyEntries = { SIGNING_KEY_SECRET_ID: optionalText, SIGNING_KEY_PARAMETER: optionalText };

export const hookEnvironmentSchema = v.object(hookEntries);

export const approvalEnvironmentSchema = v.pipe(
  v.object({
    ...hookEntries,
    ...signingKeyEntries,
    NOTIFICATIONS_TOPIC_ARN: text,
    DESK_URL: httpsUrl,
    HAND_DECISIONS: handDecisions,
  }),
  v.check((environment) => namesOneKey(environment), 'set one of SIGNING_KEY_SECRET_ID and SIGNING_KEY_PARAMETER'),
);

export type AwsEnvironment = v.InferOutput<ReturnType<typeof v.object<typeof awsEntries>>>;
export type HookEnvironment = v.InferOutput<typeof hookEnvironmentSchema>;
export type ApprovalEnvironment = v.InferOutput<typeof approvalEnvironmentSchema>;

type KeyPlace = { SIGNING_KEY_SECRET_ID?: string | undefined; SIGNING_KEY_PARAMETER?: string | undefined };

export function namesOneKey({ SIGNING_KEY_SECRET_ID, SIGNING_KEY_PARAMETER }: KeyPlace): boolean {
  return Boolean(SIGNING_KEY_SECRET_ID) !== Boolean(SIGNING_KEY_PARAMETER);
}

/**
 * Reads a function's environment.
 *
 * @throws Error naming each wrong variable; its message contains no values
 */
export function readEnvironment<Schema extends v.GenericSchema>(
  schema: Schema,
  environment: Record<string, string | undefined>,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, environment);
  if (parsed.success) return parsed.output;
  throw new Error(`wrong environment: ${formatIssues(parsed.issues)}`);
}
