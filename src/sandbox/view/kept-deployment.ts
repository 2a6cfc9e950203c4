import * as v from 'valibot';
import { isJsonObject } from '../../hook/json.ts';
import type { SimulationProgress } from '../../simulate/simulation.ts';
import type { DeploymentView, EventLine } from './service-view.ts';

/** A deployment as it is kept, also over a restart: what the dashboard shows of it, and what its report needs. */
export type KeptDeployment = {
  deployment: DeploymentView;
  /** Newest first. */
  events: readonly EventLine[];
  played: SimulationProgress;
  /** The versions. */
  before: string;
  after: string;
};

const dates = new Set(['at', 'since', 'until', 'startedAt', 'finishedAt', 'lastCallAt', 'nextCallAt']);

/** Only what every kept deployment has; the file is the sandbox's own. */
const keptSchema = v.looseObject({
  deployment: v.looseObject({ arn: v.string(), status: v.string(), turns: v.array(v.unknown()), startedAt: v.date() }),
  events: v.array(v.unknown()),
  played: v.custom<object>(isJsonObject),
  before: v.string(),
  after: v.string(),
});

export function formatKept(past: KeptDeployment): string {
  return `${JSON.stringify(past)}\n`;
}

/** Undefined if the text is something else. */
export function parseKept(text: string): KeptDeployment | undefined {
  try {
    const kept: unknown = JSON.parse(text, (key, value: unknown) =>
      dates.has(key) && typeof value === 'string' ? new Date(value) : value,
    );
    return v.is(keptSchema, kept) ? (kept as unknown as KeptDeployment) : undefined;
  } catch {
    return undefined;
  }
}
