import { makeFixture } from '../../../bench/fixture.ts';
import { en } from '../../../src/approval/desk/language/en.ts';
import { type RequestPage, renderRequestPage } from '../../../src/approval/desk/page/request-page.ts';
import { askingMail } from '../../../src/approval/notice/mail.ts';
import type { ApprovalRequest } from '../../../src/approval/request/request.ts';
import type { Explanation } from '../../../src/cli/explain/explanation.ts';
import { formatExplanation } from '../../../src/cli/explain/format-explanation.ts';
import type { Report } from '../../../src/hook/report.ts';

const now = new Date('2026-11-22T14:00:00Z');

/** Everything that people read about a report: the approval's mail and page, and what `greenlight explain` prints. */
export async function saidOf(report: Report, request: ApprovalRequest): Promise<string> {
  const mail = askingMail(request, {
    to: 'ana@example.com',
    link: 'https://desk.example.com/a/x',
    reports: [report],
    now,
  });
  const page = { request, reports: [report], now } as unknown as RequestPage;
  const explanation = formatExplanation(explanationOf(report), 100, now);
  return [mail.subject, mail.body, String(await renderRequestPage(en, page)), explanation].join('\n');
}

/** A stored request of the approval hook. */
export function requestOfFixture(): ApprovalRequest {
  const { objects } = makeFixture(now);
  const [key = ''] = Object.keys(objects).filter((each) => each.startsWith('approvals/'));
  return JSON.parse(objects[key] ?? '') as ApprovalRequest;
}

/** What `greenlight explain` says about a deployment that failed with this report. */
function explanationOf(report: Report): Explanation {
  const { stage, reason: meaning } = report;
  return {
    headline: meaning,
    ecsSays: undefined,
    causes: [{ kind: 'working', stage, meaning, reports: [report], log: [], next: [] }],
    decisions: [],
    notes: [],
    configuration: [],
    actionLog: { lines: [], isOff: undefined },
    unknown: [],
  };
}
