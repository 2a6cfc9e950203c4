import type { CheckContext } from '../../hook/check.ts';
import type { Target } from '../../hook/target.ts';
import type { Finding, Screenshots } from '../../hook/verdict.ts';
import { screenshotKey } from '../../storage/keys.ts';
import { formatError } from '../../wording/values.ts';
import type { BrowserConfig } from './browser-config.ts';

/** Compares two PNG pictures of the same size. Rejects if one of them is not such a picture. */
export type ComparePictures = (
  green: Uint8Array,
  blue: Uint8Array,
) => Promise<{
  /** How many of a hundred pixels differ. */
  percent: number;
  /** PNG that shows where. */
  picture: Uint8Array;
}>;

/** Where pictures go. */
export interface PictureStore {
  put(key: string, png: Uint8Array, signal: AbortSignal): Promise<void>;
}

/** The pictures of a page, as they were taken. */
export type Taken = { page: string; green: Uint8Array; blue?: Uint8Array; difference?: Uint8Array; percent?: number };

/** A page of the desk has to return one whole. */
export const maxPictureBytes = 2_000_000;

type Kept = { screenshots: readonly Screenshots[]; findings: readonly Finding[] };

/** Stores the pictures under keys of this gate. One that cannot be stored is a finding, and changes nothing else: it only shows what was judged. */
export async function keepPictures(
  taken: readonly Taken[],
  target: Target,
  { config: { maxDifferencePercent: maxPercent }, gate, signal }: CheckContext<BrowserConfig>,
  store: PictureStore,
): Promise<Kept> {
  const { account, region, cluster, service, deploymentId, stage, productionWeight: step } = target;
  // Without a deployment there is no report either.
  if (deploymentId === undefined) return { screenshots: [], findings: [] };
  const place = { account, region, cluster, service, deploymentId, stage, step, gate: gate.name };
  const findings: Finding[] = [];
  const keep = async (page: string, name: string, png: Uint8Array | undefined) => {
    if (png === undefined) return undefined;
    const key = screenshotKey(place, name);
    const problem = await whyNotKept(key, png, store, signal);
    if (problem === undefined) return key;
    findings.push({ name: `${page}: screenshot`, outcome: 'unknown', found: `not kept: ${problem}` });
    return undefined;
  };
  const kept = await Promise.all(
    taken.map(async ({ page, percent, ...pictures }, index) => {
      const [green, blue, difference] = await Promise.all(
        (['green', 'blue', 'difference'] as const).map((side) => keep(page, `${index + 1}-${side}`, pictures[side])),
      );
      return green === undefined
        ? []
        : [
            {
              ...{ page, green },
              ...(blue !== undefined && { blue }),
              ...(difference !== undefined && { difference }),
              ...(percent !== undefined && { percent, ...(maxPercent !== undefined && { maxPercent }) }),
            },
          ];
    }),
  );
  return { screenshots: kept.flat(), findings };
}

async function whyNotKept(key: string, png: Uint8Array, store: PictureStore, signal: AbortSignal) {
  if (png.length > maxPictureBytes) return `${png.length} bytes, and at most ${maxPictureBytes} are allowed`;
  return store.put(key, png, signal).then(
    () => undefined,
    (error: unknown) => formatError(error),
  );
}
