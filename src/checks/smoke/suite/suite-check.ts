import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Check, CheckContext } from '../../../hook/check.ts';
import { isJsonObject, type JsonValue } from '../../../hook/json.ts';
import type { Target } from '../../../hook/target.ts';
import type { Verdict } from '../../../hook/verdict.ts';
import type { makeSmokeConfigSchema, SmokeConfig } from '../config/smoke-config.ts';
import { loadSuite } from './load-suite.ts';
import { type NamedOrWhole, namesSuite, type SuiteConfig, withSuiteKey } from './suite-config.ts';
import type { SuiteReader } from './suite-reader.ts';
import { formatSuiteSource } from './suite-source.ts';

type SmokeSchema = ReturnType<typeof makeSmokeConfigSchema>;

/**
 * The smoke check whose configuration may be in a document. It is read again on every call, and the state says which version of it the state belongs
 * to: if the document has changed since, what the check had learned is dropped, so that one gate never passes by parts of two suites.
 */
export function withSuite(check: Check<SmokeConfig>, schema: SmokeSchema, reader: SuiteReader): Check<NamedOrWhole> {
  return {
    name: check.name,
    configSchema: withSuiteKey(schema),
    async run(target, context) {
      const { config } = context;
      if (!namesSuite(config)) return check.run(target, { ...context, config });
      return runSuite(check, target, { ...context, config }, { schema, reader });
    },
  };
}

async function runSuite(
  check: Check<SmokeConfig>,
  target: Target,
  { config, state, ...context }: CheckContext<SuiteConfig>,
  { schema, reader }: { schema: StandardSchemaV1<unknown, SmokeConfig>; reader: SuiteReader },
): Promise<Verdict> {
  const loaded = await loadSuite(config, schema, reader, context.signal);
  if (!loaded.ok) {
    return loaded.isTemporary
      ? { kind: 'error', reason: loaded.reason, cause: loaded.cause }
      : { kind: 'fail', reason: loaded.reason };
  }
  const { version } = loaded;
  const before = readState(state);
  const isChanged = before !== undefined && before.version !== version;
  const inner = isChanged ? undefined : before?.state;
  const verdict = await check.run(target, { ...context, config: loaded.config, state: inner });
  const kept = verdict.state ?? inner;
  const reason = placed(verdict.reason, config);
  return {
    ...verdict,
    reason: isChanged ? `${reason}; the suite has changed, so it was started again` : reason,
    state: { suite: version, ...(kept !== undefined && { state: kept }) },
  };
}

/** A fault that is found before anything is sent names its place in `hookDetails`; it may be in the document. */
function placed(reason: string, { source, given }: SuiteConfig): string {
  const [, key = ''] = /^hookDetails\.(\w+)/.exec(reason) ?? [];
  if (key === '' || Object.hasOwn(given, key)) return reason;
  return `invalid suite ${formatSuiteSource(source)}: ${reason.slice('hookDetails.'.length)}`;
}

/** Undefined if there is none yet, or if it was written by something else. */
function readState(
  state: JsonValue | undefined,
): { version: JsonValue | undefined; state: JsonValue | undefined } | undefined {
  return isJsonObject(state) && 'suite' in state ? { version: state['suite'], state: state['state'] } : undefined;
}
