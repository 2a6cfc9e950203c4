import type { Finding } from '../hook/verdict.ts';

/** The finding of a check that waits no longer: what it was waiting for has failed. */
export function endWaiting(finding: Finding): Finding {
  return finding.outcome === 'waiting' ? { ...finding, outcome: 'failed' } : finding;
}
