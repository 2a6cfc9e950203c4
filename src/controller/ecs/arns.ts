import type { LoadBalancer } from './resources.ts';

/** The parts of a service's ARNs. */
export type ServiceNames = {
  /** Default `aws`. */
  partition: string;
  region: string;
  account: string;
  cluster: string;
  service: string;
};

export type ServiceArns = {
  cluster: string;
  service: string;
  serviceDeployment(id: string): string;
  serviceRevision(id: string): string;
};

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html */
export function arnsOf({ partition, region, account, cluster, service }: ServiceNames): ServiceArns {
  const prefix = `arn:${partition}:ecs:${region}:${account}`;
  return {
    cluster: `${prefix}:cluster/${cluster}`,
    service: `${prefix}:service/${cluster}/${service}`,
    serviceDeployment: (id) => `${prefix}:service-deployment/${cluster}/${service}/${id}`,
    serviceRevision: (id) => `${prefix}:service-revision/${cluster}/${service}/${id}`,
  };
}

/** The last part of an ARN: the id of a deployment or a revision. */
export function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

export const defaultNames: Readonly<ServiceNames> = {
  partition: 'aws',
  region: 'us-west-2',
  account: '123456789012',
  cluster: 'my-cluster',
  service: 'my-service',
};

/** An Application Load Balancer with a production rule, a test rule and the two target groups between which colours alternate. */
export function defaultLoadBalancer({ partition, region, account, service }: ServiceNames): LoadBalancer {
  const prefix = `arn:${partition}:elasticloadbalancing:${region}:${account}`;
  const rule = (listener: string, id: string) =>
    `${prefix}:listener-rule/app/${service}/50dc6c495c0c9188/${listener}/${id}`;
  return {
    targetGroupArn: `${prefix}:targetgroup/${service}-1/73e2d6bc24d8a067`,
    containerName: service,
    containerPort: 8080,
    advancedConfiguration: {
      alternateTargetGroupArn: `${prefix}:targetgroup/${service}-2/943f017f100becff`,
      productionListenerRule: rule('f2f7dc8efc522ab2', '9683b2d02a6cabee'),
      testListenerRule: rule('0467ef3c8400ae65', '1291d13826f405c3'),
      roleArn: `arn:${partition}:iam::${account}:role/ecsInfrastructureRoleForLoadBalancers`,
    },
  };
}
