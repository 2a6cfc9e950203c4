import type { Screenshots } from '../../../../src/hook/verdict.ts';
import { screenshotKey } from '../../../../src/storage/keys.ts';
import { createReports } from '../../../../src/storage/reports.ts';
import { approvalSetup, neverAborted, type SetupOptions, subject } from '../../../helpers/approval.ts';

const stage = 'POST_TEST_TRAFFIC_SHIFT';

/** The key of a picture of the deployment that these tests ask about. */
export function pictureKey(name: string, change: Partial<typeof subject> = {}): string {
  return screenshotKey({ ...subject, ...change, stage, step: undefined, gate: undefined }, name);
}

/** A request that asks Ana, after a browser check that has reported these pictures. */
export async function picturedSetup(
  screenshots: readonly Screenshots[],
  pictures: ReadonlyMap<string, Uint8Array<ArrayBuffer>> = new Map(),
  options: SetupOptions = {},
) {
  const asked: string[] = [];
  const setup = approvalSetup({
    async readPicture(key) {
      asked.push(key);
      return pictures.get(key);
    },
    ...options,
  });
  await setup.gate({ reviewers: ['ana@example.com'] })();
  const findings = [{ name: '/products', outcome: 'passed' as const, found: 'status 200, loaded in 0.6 s' }];
  await createReports(setup.store).write(
    subject,
    {
      ...{ schemaVersion: 1, check: 'browser', gate: undefined, stage, step: undefined, verdict: 'pass' },
      reason: '2 of 2 pages loaded without errors; /products: difference: 3.4 % of pixels differ from blue',
      ...{ findings, screenshots, at: setup.clock.now().toISOString() },
    },
    neverAborted,
  );
  return { ...setup, asked };
}
