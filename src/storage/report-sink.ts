import { writeJson } from '../hook/json.ts';
import { loadOnce } from '../hook/load-once.ts';
import type { ReportSink } from '../hook/report.ts';
import { reportKey } from './keys.ts';
import type { ObjectStore } from './store.ts';

/** What no poll needs: only a written report is capped, and a page that shows one. */
export const loadCapReport = loadOnce(() => import('./cap-report.ts'));

/** For a function that writes reports and reads none. */
export function reportSink(store: Pick<ObjectStore, 'put'>): ReportSink {
  return {
    async write(deployment, report, signal) {
      const { stage, step, gate, check } = report;
      const { capReport } = await loadCapReport();
      const key = reportKey({ ...deployment, stage, step, gate }, check);
      await store.put(key, `${writeJson(capReport(report))}\n`, signal);
    },
  };
}
