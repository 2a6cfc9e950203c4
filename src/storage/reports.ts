import * as v from 'valibot';
import { readJson } from '../hook/json.ts';
import type { DeploymentRef, Report, ReportSink } from '../hook/report.ts';
import { findingOutcomes, waivers } from '../hook/verdict.ts';
import { oneLine } from '../wording/lines.ts';
import { type KeptBody, keptReads } from './kept-reads.ts';
import { reportPrefix } from './keys.ts';
import { isProgressKey, progressKey } from './progress-key.ts';
import { loadCapReport, reportSink } from './report-sink.ts';
import type { ListedObject, ListObjects, ObjectStore } from './store.ts';

/** The reports of all checks on all gates of a deployment, kept next to the ledger. */
export interface Reports extends ReportSink {
  /**
   * Oldest first. A report that cannot be read appears as an `error` that says so, under the check, stage and gate that its key names. If there
   * are more reports than can be read, one `error` represents the rest.
   */
  read(deployment: DeploymentRef, signal: AbortSignal): Promise<Report[]>;
  /** The same, with the body of what the watcher has recorded about the deployment in ECS, if anything. The same list finds both. */
  readWithProgress(deployment: DeploymentRef, signal: AbortSignal): Promise<{ reports: Report[]; progress?: string }>;
  /** Only the body of what the watcher has recorded; undefined if that is nothing. */
  readProgress(deployment: DeploymentRef, signal: AbortSignal): Promise<string | undefined>;
}

/**
 * @param listObjects - with it, a report that was read before is read again only if it has changed
 */
export function createReports(store: ObjectStore, listObjects?: ListObjects): Reports {
  const objects = keptReads(store, listObjects);
  const parsed = new WeakMap<KeptBody, Report>();
  const readAll = async (listed: readonly ListedObject[], signal: AbortSignal): Promise<Report[]> => {
    const reports: Report[] = [];
    // Capped again, because somebody else may have written them.
    const { capReport } = await loadCapReport();
    const queue = listed.slice(0, maxReports).entries();
    const reader = async () => {
      for (const [at, object] of queue) {
        const kept = await objects.read(object, signal).catch(() => undefined);
        const report = (kept && parsed.get(kept)) ?? capReport(readReport(object.key, kept?.body));
        if (kept) parsed.set(kept, report);
        // In the order of their keys, so that two of the same time change places on no page.
        reports[at] = report;
      }
    };
    await Promise.all(Array.from({ length: readersAtOnce }, reader));
    reports.sort((left, right) => left.at.localeCompare(right.at));
    const left = listed.length - maxReports;
    return left > 0
      ? [...reports, unread({ check: 'reports', stage: '' }, `${left} more reports were not read`)]
      : reports;
  };
  const listBoth = async (deployment: DeploymentRef, signal: AbortSignal) => {
    const all = await objects.list(reportPrefix(deployment), signal);
    const progress = all.find(({ key }) => isProgressKey(key));
    return { progress, listed: all.filter((object) => object !== progress) };
  };
  return {
    ...reportSink(store),
    async read(deployment, signal) {
      return readAll((await listBoth(deployment, signal)).listed, signal);
    },
    async readProgress(deployment, signal) {
      return (await store.read(progressKey(deployment), signal))?.body;
    },
    async readWithProgress(deployment, signal) {
      const { listed, progress } = await listBoth(deployment, signal);
      const body = progress && objects.read(progress, signal).catch(() => undefined);
      const [reports, known] = await Promise.all([readAll(listed, signal), body]);
      return { reports, ...(known !== undefined && { progress: known.body }) };
    },
  };
}

/** Ten times as many as a linear deployment of 33 steps with two checks at each. */
const maxReports = 1000;
const readersAtOnce = 8;

const reportSchema = v.object({
  schemaVersion: v.literal(1),
  check: v.string(),
  gate: v.optional(v.string()),
  stage: v.string(),
  step: v.optional(v.number()),
  verdict: v.picklist(['pass', 'wait', 'error', 'fail']),
  waived: v.optional(v.picklist(waivers)),
  inconclusive: v.optional(v.literal(true)),
  reason: v.string(),
  findings: v.array(
    v.object({
      name: v.string(),
      outcome: v.picklist(findingOutcomes),
      found: v.string(),
      allowed: v.optional(v.string()),
    }),
  ),
  screenshots: v.optional(
    v.array(
      v.object({
        page: v.string(),
        green: v.string(),
        blue: v.optional(v.string()),
        difference: v.optional(v.string()),
        percent: v.optional(v.number()),
        maxPercent: v.optional(v.number()),
      }),
    ),
  ),
  // What is wrong with a chart is no reason to hide what the check has found.
  series: v.fallback(
    v.optional(
      v.object({
        name: v.string(),
        values: v.array(v.number()),
        unit: v.optional(v.string()),
        max: v.optional(v.number()),
        min: v.optional(v.number()),
      }),
    ),
    undefined,
  ),
  at: v.string(),
});

/** Whether it stands for one or more reports that could not be read. */
export function isUnreadReport({ verdict, at }: Pick<Report, 'verdict' | 'at'>): boolean {
  return verdict === 'error' && at === neverWritten;
}

const neverWritten = new Date(0).toISOString();

type ReportPlace = Pick<Report, 'check' | 'stage'> & Partial<Pick<Report, 'gate' | 'step'>>;

/** IAM lets a hook write under its own check's name only, so the key is trusted and the body is not. Undefined for a key that is not ours. */
function placeOf(name: string): ReportPlace | undefined {
  const [, stage, step, gate, check] = /^([A-Z0-9_]+)(?:@(\d+(?:\.\d+)?))?(?:\.(.+))?\.([^.]+)\.json$/.exec(name) ?? [];
  if (stage === undefined || check === undefined) return undefined;
  return { check, stage, gate, step: step === undefined ? undefined : Number(step) };
}

function readReport(key: string, body: string | undefined): Report {
  const name = oneLine(key.slice(key.lastIndexOf('/') + 1));
  const place = placeOf(name);
  if (!place) return unread({ check: name, stage: '' }, 'one report could not be read');
  try {
    const parsed = v.safeParse(reportSchema, readJson(body ?? ''));
    if (parsed.success) return { gate: undefined, step: undefined, ...parsed.output, ...place } as Report;
  } catch {
    // Not valid JSON, or could not be read.
  }
  return unread(place, 'one report could not be read');
}

function unread(place: ReportPlace, reason: string): Report {
  const at = neverWritten;
  return { schemaVersion: 1, gate: undefined, step: undefined, ...place, verdict: 'error', reason, findings: [], at };
}
