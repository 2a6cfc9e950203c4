import type { EcsRevision, ServiceLoadBalancer } from '../ecs.ts';
import {
  formatUnread,
  readTest,
  type TestListenerReaders,
  testAttachments,
} from '../test-traffic/find-test-listeners.ts';
import type { DeploymentMoment } from '../test-traffic/green-of.ts';
import { type Access, findAccess } from './find-access.ts';

/**
 * How people can see green through the service's test listeners. If one of several gives an address, that is the answer, and the addresses of
 * the others are among its remarks. Never rejects; what could not be read is the reason then.
 *
 * @param moment When this is; without it green is known only if ECS has resolved it
 * @returns undefined if the service has no test listener
 */
export async function findReviewerAccess(
  revision: EcsRevision,
  readers: TestListenerReaders,
  signal: AbortSignal,
  moment?: DeploymentMoment,
): Promise<Access | undefined> {
  const through = (attached: ServiceLoadBalancer) => accessThrough(attached, revision, readers, signal, moment);
  const found = await Promise.all(testAttachments(revision).map(through));
  const open = found.filter(({ address }) => address !== undefined).toSorted(publicFirst);
  const [first = found.find(({ command }) => command !== undefined) ?? found[0], ...more] = open;
  if (first === undefined) return undefined;
  const others = found.filter(({ because }) => because !== first.because);
  return {
    ...first,
    remarks: [
      ...first.remarks,
      ...more.map(formatOther),
      ...others.map(({ because }) => `another load balancer of the service gives no address: ${because}`),
    ],
  };
}

function publicFirst(one: Access, other: Access): number {
  return Number(one.internal) - Number(other.internal);
}

/** Begins with the address, so that a page can link it, and has a word behind it, so that no mail program takes punctuation for a part of it. */
function formatOther({ address, internal, remarks }: Access): string {
  const limits = [...(internal ? ['it is reachable only inside its VPC'] : []), ...remarks];
  const what = `at ${address} another load balancer of the service shows it too`;
  return limits.length > 0 ? `${what}, but ${limits.join(', and ')}` : what;
}

async function accessThrough(
  attached: ServiceLoadBalancer,
  revision: EcsRevision,
  readers: TestListenerReaders,
  signal: AbortSignal,
  moment: DeploymentMoment | undefined,
): Promise<Access> {
  try {
    const test = await readTest(revision, attached, readers, signal, { moment });
    return typeof test === 'string' ? nothing(test) : findAccess(test);
  } catch (cause) {
    return { ...nothing(formatUnread(cause)), cause };
  }
}

function nothing(because: string): Access {
  return { address: undefined, command: undefined, because, internal: false, remarks: [] };
}
