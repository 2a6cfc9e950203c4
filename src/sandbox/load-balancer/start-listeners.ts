import type { LoadBalancer } from '../../controller/ecs/resources.ts';
import type { AnsweredRequest } from './answered-request.ts';
import type { Traffic } from './create-traffic.ts';
import { type ProxyListener, startListener } from './listener.ts';
import type { ListenerPlan, ShapePlan } from './shapes.ts';

/** A listener that runs, and the plan that it follows. */
export type LocalListener = ProxyListener & { plan: ListenerPlan };

type StartListenersOptions = {
  /** The traffic that ECS moves behind the production rules and behind the test rules. */
  traffic: Record<'production' | 'test', Traffic>;
  /** Ports of the first load balancer; the second takes any free ones. */
  ports: Record<'production' | 'test', number>;
  /** How to pass a flag, for error messages. */
  advise: (flag: string) => string;
  /** Called after each request that a revision got. */
  onAnswered?: (request: AnsweredRequest) => void;
  onStop: (undo: () => Promise<void>) => void;
};

/** Starts the listeners of a plan, one after the other, so that a port that is taken is found before anything else starts. */
export async function startListeners(
  { loadBalancers, listeners }: ShapePlan,
  { traffic, ports, advise, onAnswered, onStop }: StartListenersOptions,
): Promise<readonly LocalListener[]> {
  const started: LocalListener[] = [];
  for (const plan of listeners) {
    const { door, index, rules } = plan;
    const isFirst = door === 'production' || door === 'test';
    const listener = await startListener({
      name: door,
      port: isFirst ? ports[door] : 0,
      ...(isFirst && { another: advise(`--${door}-port <n>`) }),
      rules: rules.map(({ does, ...rule }) => ({ ...rule, does: typeof does === 'string' ? traffic[does] : does })),
      ...(plan.protocol === 'TCP' && { isPlain: true }),
      targetGroups: { arns: targetGroupsOf(loadBalancers[index]), index },
      onForwarded: ({ backend, status, seconds }) => {
        const targetGroupArn = backend.targetGroupArns?.[index] ?? '';
        onAnswered?.({ listenerArn: plan.listenerArn, targetGroupArn, status, seconds });
      },
    });
    onStop(listener.stop);
    started.push({ ...listener, plan });
  }
  return started;
}

/** The listener of the first load balancer that has the production rule, or the test rule. In one shape it is the same one. */
export function listenerWith(role: 'production' | 'test', listeners: readonly LocalListener[]): LocalListener {
  const found = listeners.find(({ plan }) => plan.index === 0 && plan.rules.some(({ does }) => does === role));
  if (found === undefined) throw new Error(`no listener has the ${role} rule`);
  return found;
}

/** The two target groups at a load balancer of the service. */
function targetGroupsOf(loadBalancer: LoadBalancer | undefined): readonly string[] {
  const { targetGroupArn, advancedConfiguration } = loadBalancer ?? {};
  return [targetGroupArn, advancedConfiguration?.alternateTargetGroupArn].filter((arn) => arn !== undefined);
}
