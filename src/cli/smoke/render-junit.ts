import type { Finding } from '../../hook/verdict.ts';
import type { SmokeReport } from './smoke-report.ts';

/**
 * The report as JUnit XML, one test case for each finding, in the form that Jenkins, GitLab, GitHub actions, Azure Pipelines and CircleCI read.
 *
 * @see https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function renderJunit(report: SmokeReport): string {
  const { suite, outcome, tookMs, startedAt } = report;
  const cases = casesOf(report);
  const count = (kind: Case['kind']) => cases.filter((each) => each.kind === kind).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
  const time = `time="${(tookMs / 1000).toFixed(3)}"`;
  const name = `name="${escapeXml(suite)}"`;
  const body = cases.map((each) => renderCase(each, suite)).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="greenlight smoke" ${counts} ${time}>
  <testsuite ${name} ${counts} skipped="0" ${time} timestamp="${startedAt.slice(0, 19)}">
    <properties>
      <property name="outcome" value="${outcome}"/>
      <property name="reason" value="${escapeXml(report.reason)}"/>
    </properties>
${body}
  </testsuite>
</testsuites>
`;
}

type Case = { name: string; kind: 'passed' | 'failure' | 'error'; message: string };

/** A run that did not pass always has a case that did not, because readers of JUnit see nothing else. */
function casesOf({ outcome, reason, findings }: SmokeReport): readonly Case[] {
  const cases = findings.map(caseOf);
  if (outcome === 'passed' || cases.some(({ kind }) => kind !== 'passed')) return cases;
  return [...cases, { name: 'suite', kind: outcome === 'failed' ? 'failure' : 'error', message: reason }];
}

function caseOf({ name, outcome, found, allowed }: Finding): Case {
  const kind = outcome === 'passed' || outcome === 'degraded' ? 'passed' : outcome === 'failed' ? 'failure' : 'error';
  return { name, kind, message: allowed === undefined ? found : `${found} (allowed ${allowed})` };
}

function renderCase({ name, kind, message }: Case, suite: string): string {
  const start = `    <testcase name="${escapeXml(name)}" classname="${escapeXml(suite)}"`;
  if (kind === 'passed') return `${start}/>`;
  const text = escapeXml(message);
  return `${start}>\n      <${kind} message="${text}" type="${kind}">${text}</${kind}>\n    </testcase>`;
}

/** For elements and attributes. Characters that XML 1.0 cannot contain, not even escaped, are replaced. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
