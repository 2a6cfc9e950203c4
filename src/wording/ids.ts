/** The last four characters of a long id, which is what people compare. The subject of a mail takes ASCII dots only. */
export function shortId(id: string, dots: '...' | '…' = '...'): string {
  return id.length > 4 ? `${dots}${id.slice(-4)}` : id;
}

/** The same of an ARN: `…6934` for `arn:aws:ecs:us-west-2:123456789012:service-revision/c/s/9313423515462896934`. */
export function shortArn(arnOrId: string): string {
  return shortId(arnOrId.slice(arnOrId.lastIndexOf('/') + 1), '…');
}

/** `blue/green` for BLUE_GREEN. */
export function formatStrategy(strategy: string): string {
  return strategy === 'BLUE_GREEN' ? 'blue/green' : strategy.toLowerCase().replaceAll('_', ' ');
}

/** An image's reference with its digest cut to twelve of its 64 characters, enough to compare. */
export function shortImage(reference: string): string {
  return reference.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+/, '$1…');
}

/** ` at 25 %` for a step of a linear or canary deployment; empty if it is all or none of the traffic. */
export function formatStep(step: number | undefined): string {
  return step === undefined || step <= 0 || step >= 100 ? '' : ` at ${step} %`;
}
