import type { Check, CheckContext } from '../../hook/check.ts';
import { isJsonObject, type JsonValue } from '../../hook/json.ts';
import { storedReport } from '../../hook/log/stored-report.ts';
import type { ReportSink } from '../../hook/report.ts';
import { runCheck } from '../../hook/run-check.ts';
import type { Target } from '../../hook/target.ts';
import type { Verdict } from '../../hook/verdict.ts';
import { formatError } from '../../wording/values.ts';
import { type GateLeaf, placeReason } from './gate-node.ts';

/**
 * The check of an entry, which writes a report of its own when its verdict has changed, as it would in its own hook. The report is written before the next check
 * of a sequence runs, so that people who are asked next can see it. The report has the check's own name, not that of the entry.
 */
export function reportingCheck({ check, name, path }: GateLeaf<Check<unknown>>, reports: ReportSink): Check<unknown> {
  return {
    ...check,
    name,
    async run(target, context) {
      const { last, inner } = readState(context.state);
      const found = await runCheck(check, target, { ...context, state: inner }, true);
      const verdict = { ...found, reason: placeReason(found.reason, path) };
      const isWritten = verdict.kind === last || (await write(reports, check.name, target, context, verdict));
      const kept = verdict.state === undefined ? inner : verdict.state;
      return {
        ...verdict,
        // A report that could not be written is due again on the next call.
        state: {
          ...(isWritten ? { last: verdict.kind } : last !== undefined && { last }),
          ...(kept !== undefined && { state: kept }),
        },
      };
    },
  };
}

function readState(state: JsonValue | undefined): { last?: JsonValue | undefined; inner?: JsonValue | undefined } {
  return isJsonObject(state) ? { last: state['last'], inner: state['state'] } : {};
}

/** Whether it is written, or need not be. That it cannot be written does not change the verdict. */
async function write(
  reports: ReportSink,
  check: string,
  target: Target,
  { gate, clock, logger, signal }: CheckContext<unknown>,
  verdict: Verdict,
): Promise<boolean> {
  if (!target.deploymentId) return true;
  // It has a deployment, as was just checked.
  const of = target as Target & { deploymentId: string };
  try {
    const { reason } = verdict;
    const found = { check, gate: gate.name, target: of, verdict, reason, at: clock.now() };
    await reports.write(...storedReport(found), signal);
    return true;
  } catch (error) {
    logger.warn(`the report of ${check} could not be written`, {
      deployment: of.deploymentId,
      error: formatError(error),
    });
    return false;
  }
}
