import * as v from 'valibot';
import type { DeploymentRef, Report, ReportSink } from '../hook/report.ts';
import { reportKey, reportPrefix } from './keys.ts';
import type { ObjectStore } from './store.ts';

/** The reports of all checks on all gates of a deployment, kept beside the ledger. */
export interface Reports extends ReportSink {
  /** Oldest first. What cannot be read as a report is left out. */
  read(deployment: DeploymentRef, signal: AbortSignal): Promise<Report[]>;
}

export function createReports(store: ObjectStore): Reports {
  return {
    ...reportSink(store),
    async read(deployment, signal) {
      const keys = await store.list(reportPrefix(deployment), signal);
      const objects = await Promise.all(keys.slice(0, mostReports).map((key) => store.read(key, signal)));
      return objects
        .flatMap((object) => parseReport(object?.body) ?? [])
        .sort((left, right) => left.at.localeCompare(right.at));
    },
  };
}

/** For a function that leaves reports and reads none. */
export function reportSink(store: Pick<ObjectStore, 'put'>): ReportSink {
  return {
    async write(deployment, report, signal) {
      const { stage, step, gate, check } = report;
      const key = reportKey({ ...deployment, stage, step, gate }, check);
      await store.put(key, `${JSON.stringify(report, null, 2)}\n`, signal);
    },
  };
}

/** A linear deployment of 33 steps with two checks at each has fewer. */
const mostReports = 200;

const reportSchema = v.object({
  schemaVersion: v.literal(1),
  check: v.string(),
  gate: v.optional(v.string()),
  stage: v.string(),
  step: v.optional(v.number()),
  verdict: v.picklist(['pass', 'wait', 'error', 'fail']),
  reason: v.string(),
  findings: v.array(
    v.object({
      name: v.string(),
      outcome: v.picklist(['passed', 'failed', 'waiting', 'unknown']),
      found: v.string(),
      allowed: v.optional(v.string()),
    }),
  ),
  at: v.string(),
});

function parseReport(body: string | undefined): Report | undefined {
  if (body === undefined) return undefined;
  try {
    const parsed = v.safeParse(reportSchema, JSON.parse(body));
    return parsed.success ? ({ gate: undefined, step: undefined, ...parsed.output } as Report) : undefined;
  } catch {
    return undefined;
  }
}
