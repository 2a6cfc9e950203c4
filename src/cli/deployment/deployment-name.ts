import type { DeploymentRef } from '../../hook/report.ts';
import { readServiceRef, type ServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';

/** One deployment, or the newest of a service. */
export type DeploymentName = ServiceRef & { deployment?: DeploymentRef & { arn: string } };

/**
 * Reads `cluster/service`, a service's ARN, or the ARN of a service deployment.
 *
 * @throws {CliError} naming the wrong value and what to write instead
 */
export function readDeploymentName(text: string): DeploymentName {
  const deployment = parseDeploymentArn(text);
  if (deployment)
    return { cluster: deployment.cluster, service: deployment.service, deployment: { ...deployment, arn: text } };
  try {
    return readServiceRef(text);
  } catch (cause) {
    throw new CliError(`"${text}" is neither a service nor a service deployment`, {
      next: 'write <cluster>/<service>, such as prod-cluster/retail-ui, or the ARN of a service deployment',
      cause,
    });
  }
}

/** `arn:aws:ecs:<region>:<account>:service-deployment/<cluster>/<service>/<id>`. */
export function parseDeploymentArn(arn: string): DeploymentRef | undefined {
  const { groups } =
    /^arn:[^:]+:ecs:(?<region>[^:]+):(?<account>\d+):service-deployment\/(?<cluster>[\w-]+)\/(?<service>[\w-]+)\/(?<id>[\w-]+)$/.exec(
      arn,
    ) ?? {};
  if (!groups) return undefined;
  const { region = '', account = '', cluster = '', service = '', id: deploymentId = '' } = groups;
  return { region, account, cluster, service, deploymentId };
}
