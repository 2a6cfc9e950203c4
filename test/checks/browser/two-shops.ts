import { browserCheck } from '../../../src/checks/browser/browser-check.ts';
import type { ComparePictures } from '../../../src/checks/browser/keep-pictures.ts';
import type { PageLoader } from '../../../src/checks/browser/page-loader.ts';
import type { ListenerRule } from '../../../src/deployment/load-balancer.ts';
import { discoverTestListeners } from '../../../src/deployment/test-traffic/discover-test-listeners.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import type { Target } from '../../../src/hook/target.ts';
import { FakeEcs, FakeLoadBalancers } from '../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import {
  blue,
  fallback,
  green,
  header,
  listenerArn,
  rule,
  ruleArn,
  toBlue,
  toGreen,
} from '../../deployment/test-traffic/a-test-listener.ts';
import { contextFor } from '../check-context.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');

/** Sends a request to green if it has the header `x-test`. */
export const testRule = rule('100', toGreen, header('x-test', '*'));

/** A load balancer on this computer with one listener: production by default, and green for requests that a test rule takes. */
export function twoShops(port: number, comparePictures: ComparePictures = compareBytes) {
  const ecs = new FakeEcs();
  const loadBalancers = new FakeLoadBalancers();
  loadBalancers.listeners.set(listenerArn, { ListenerArn: listenerArn, Protocol: 'HTTP', Port: port });
  loadBalancers.loadBalancers.set(listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]*$/, ''), {
    DNSName: '127.0.0.1',
    Scheme: 'internet-facing',
  });
  const setRules = (...rules: readonly ListenerRule[]) => {
    loadBalancers.rules.clear();
    for (const each of rules) loadBalancers.rules.set(each.RuleArn ?? '', each);
  };
  setRules(testRule, fallback(toBlue));
  ecs.revisions.set(target.revisionArn, {
    loadBalancers: [
      {
        ...{ containerName: 'web', containerPort: 8080, targetGroupArn: blue },
        advancedConfiguration: {
          ...{ alternateTargetGroupArn: green, productionListenerRule: ruleArn('default') },
          testListenerRule: ruleArn('100'),
        },
      },
    ],
    resolvedConfiguration: { loadBalancers: [{ targetGroupArn: green }] },
  });
  const kept = new Map<string, Uint8Array>();
  return {
    setRules,
    /** The pictures that were kept, by their keys. */
    kept,
    /** Calls the browser check once. */
    async run(loader: PageLoader, hookDetails: JsonObject = {}, change: Partial<Target> = {}) {
      const check = browserCheck({
        loader,
        addressRules: { allowLoopback: true },
        ecs,
        comparePictures,
        pictures: { put: async (key, png) => void kept.set(key, png) },
        discover: (on, options, signal) => discoverTestListeners(on, { ecs, loadBalancers }, signal, options),
      });
      return check.run({ ...target, ...change }, await contextFor(check, hookDetails));
    },
  };
}

/** Enough for pictures that are a byte for each pixel. */
const compareBytes: ComparePictures = async (green, blue) => {
  if (green.length !== blue.length) throw new Error('they have different sizes');
  const differing = green.filter((byte, index) => byte !== blue[index]).length;
  return { percent: (differing / green.length) * 100, picture: new Uint8Array([1]) };
};
