import { writeJson } from '../hook/json.ts';
import type { ReportSink } from '../hook/report.ts';
import { reportKey } from './keys.ts';
import type { ObjectStore } from './store.ts';

/** For a function that writes reports and reads none. */
export function reportSink(store: Pick<ObjectStore, 'put'>): ReportSink {
  return {
    async write(deployment, report, signal) {
      const { stage, step, gate, check } = report;
      const { capReport } = await import('./cap-report.ts');
      const key = reportKey({ ...deployment, stage, step, gate }, check);
      await store.put(key, `${writeJson(capReport(report))}\n`, signal);
    },
  };
}
