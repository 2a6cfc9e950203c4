/** A place that nothing exists at, in an account and Region. */
export type Nowhere = ReturnType<typeof nowhereOf>;

/** Accounts of AWS's documentation, which belong to nobody. */
const [nobody, anotherNobody] = ['111122223333', '444455556666'] as const;

/** The name of a cluster, a service and a deployment that nobody has. */
export const nowhere = 'greenlight-verify';

/** Where a function is, and ARNs of ECS there of things that do not exist. */
export function nowhereOf(functionArn: string) {
  const [, partition = 'aws', , region = '', account = ''] = functionArn.split(':');
  return arnsAt({ partition, region, account });
}

/** The same in an account that is not the function's. A hook neither reads nor writes anything for it. */
export function elsewhereOf(functionArn: string): Nowhere {
  const { partition, region, account } = nowhereOf(functionArn);
  return arnsAt({ partition, region, account: account === nobody ? anotherNobody : nobody });
}

function arnsAt(home: { partition: string; region: string; account: string }) {
  const { partition, region, account } = home;
  const arn = (type: string, id = '') => `arn:${partition}:ecs:${region}:${account}:${type}/${nowhere}/${nowhere}${id}`;
  return {
    ...home,
    service: arn('service'),
    deployment: arn('service-deployment', `/${nowhere}`),
    revision: (id: number) => arn('service-revision', `/${id}`),
  };
}
