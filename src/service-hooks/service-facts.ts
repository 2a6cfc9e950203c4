import type { LifecycleHook } from './lifecycle-hook.ts';

/** What a change of hooks depends on besides them. */
export type ServiceFacts = {
  cluster: string;
  service: string;
  region: string;
  hooks: readonly LifecycleHook[];
  strategy: string;
  bakeTimeInMinutes: number;
  /** Who makes its deployments: ECS, CODE_DEPLOY or EXTERNAL. */
  controllerType: string;
  runningDeploymentArn: string | undefined;
  isFirstDeployment: boolean;
  /** What a tag says keeps this service, and so its hooks. */
  owner: Owner | undefined;
};

export type Owner = {
  /** For a sentence: `CloudFormation stack "shop"`. */
  what: string;
  /** The form in which it wants to be told. */
  print: 'cloudformation' | 'cdk' | 'terraform';
};

/**
 * Reads from a service's tags who keeps it. CloudFormation tags by itself, and CDK and SAM deploy through it; Terraform only where
 * its users do.
 */
export function ownerOf(tags: readonly { key?: string | undefined; value?: string | undefined }[]): Owner | undefined {
  const values = new Map(tags.map(({ key = '', value = '' }) => [key, value]));
  const stack = values.get('aws:cloudformation:stack-name');
  if (stack !== undefined)
    return { what: `CloudFormation (or CDK through it) stack "${stack}"`, print: 'cloudformation' };
  const terraform = tags.find(({ key = '', value = '' }) =>
    /^(managed|created|provisioned)[-_ ]?(by|with)$|^(iac|tool|provisioner)$/i.test(key)
      ? /terraform|tofu/i.test(value)
      : /^(terraform|opentofu)$/i.test(key) && !/^(false|no|0)$/i.test(value),
  );
  if (terraform) return { what: `Terraform (tag ${terraform.key}=${terraform.value})`, print: 'terraform' };
  return undefined;
}
