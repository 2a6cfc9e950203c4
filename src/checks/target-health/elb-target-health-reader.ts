import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TargetHealthReader } from './target-health-reader.ts';

/** Reads targets through the SDK. The call has no pages: it returns all targets. */
export function elbTargetHealthReader(client: Pick<ElasticLoadBalancingV2Client, 'send'>): TargetHealthReader {
  return {
    async read(TargetGroupArn, abortSignal) {
      const command = new DescribeTargetHealthCommand({ TargetGroupArn });
      const { TargetHealthDescriptions } = await client.send(command, { abortSignal });
      if (TargetHealthDescriptions === undefined) throw new Error('the load balancer sent no list of targets');
      return TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
        id: `${Target?.Id}:${Target?.Port}`,
        state: TargetHealth?.State ?? 'no state',
        reason: TargetHealth?.Reason,
      }));
    },
  };
}
