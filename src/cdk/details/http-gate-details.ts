// Written by npm run schemas from the schemas of the hooks.

/** What the http-gate check can be configured with. */
export type HttpGateDetails = {
  /** Where the question is sent by POST: an https URL. Its host has to be in the stack's parameter `HttpGateHosts`. */
  readonly url?: string;
  /** Instead of `url`: the name or ARN of a Lambda function, if need be with `:` and an alias. It has to be in the stack's parameter `HttpGateFunctions`. */
  readonly lambda?: string;
  /** Where the key is stored that signs the question; required next to `url`. It has to be in the stack's parameter `SmokeSecrets`. */
  readonly secret?: string;
  /** Up to 20 values of your own that are sent with the question, such as `{"team": "shop"}`. Not for secrets. Default none. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  /** Whether the answer may be posted to an address in the question, instead of being asked for. Needs the stack's parameter `HttpGateCallbacks`. Default false. */
  readonly callback?: boolean;
  /** For one call, from connecting to the end of the answer: 1 to 60. Default 10. */
  readonly timeoutSeconds?: number;
  /** How long the answer may be `pending`, from the gate's first call: 1 to 1430 minutes. Then the check is inconclusive. Default 60. */
  readonly waitMinutes?: number;
  /** How many calls in a row may get no valid answer: 0 to 100. One more, and the check is inconclusive. The gate's `errorBudget` counts too. Default 5. */
  readonly maxErrors?: number;
  /** Reports what the check finds and never blocks: instead of a fail, an error or an endless wait the check passes with a reason that begins with "dry run". Such a pass does not count inside `any`. A wrong configuration still fails. Default false. */
  readonly dryRun?: boolean;
  /** What happens if the check cannot tell, for example because there was too little traffic: `fail`, `wait` until it can (until ECS ends the stage), or, only in a gate-hook, `ask` people. Default `fail`. */
  readonly onInconclusive?: 'fail' | 'wait' | 'ask';
};
