import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { isJsonObject } from '../hook/json.ts';

/** What cdk-nag finds in resources of a type, or in a single one, and why that is intended. */
const answers: Readonly<Record<string, { id: string; reason: string }>> = {
  'AWS::ApiGatewayV2::Route': {
    id: 'AwsSolutions-APIG4',
    reason:
      'The desk checks each request itself: a signed link, a sign-in, or the signature of the caller (docs/security.md)',
  },
  Ledger: {
    id: 'AwsSolutions-S1',
    reason:
      'CloudTrail data events name the caller, which access logs of S3 often do not; switching them on is up to the account (docs/security.md)',
  },
  DeadLetters: {
    id: 'AwsSolutions-SQS3',
    reason: 'It is a dead-letter queue, that of the deployment watcher',
  },
  SigningKey: {
    id: 'AwsSolutions-SMG4',
    reason:
      'Keys are rotated without breaking links that were emailed, at a time that people choose (docs/guides/key-rotation.md)',
  },
};

type Statement = { Sid?: string; Effect: string; Resource: unknown };

/** Answers what the AwsSolutions rules of cdk-nag find in the application, finding by finding, so that a new one is not hidden. */
export function answerFindings(app: CfnInclude): void {
  const stack = Stack.of(app);
  for (const resource of app.node.findAll().filter((each) => CfnResource.isCfnResource(each))) {
    const known = [answers[resource.cfnResourceType], answers[resource.node.id]].filter((each) => each !== undefined);
    const wide =
      resource.cfnResourceType === 'AWS::IAM::Role' ? wildcards(stack.resolve((resource as CfnRole).policies)) : [];
    const all = [...known, ...wide];
    if (all.length > 0) Validations.of(resource).acknowledge(...all);
  }
}

function wildcards(policies: readonly { policyDocument: { Statement: readonly Statement[] } }[] = []) {
  const allowed = policies
    .flatMap(({ policyDocument }) => policyDocument.Statement)
    .filter(({ Effect }) => Effect === 'Allow');
  return allowed.flatMap(({ Sid, Resource }) =>
    [Resource]
      .flat()
      .map(nameOf)
      .filter((name) => name.includes('*'))
      .map((name) => ({
        id: `AwsSolutions-IAM5[Resource::${name}]`,
        reason: `${Sid}: which resources there are is known only while Greenlight runs; docs/security.md lists what each role may do`,
      })),
  );
}

/** As cdk-nag writes it: `<Ledger.Arn>/open/*`. */
function nameOf(resource: unknown): string {
  if (typeof resource === 'string') return resource.replaceAll('${', '<').replaceAll('}', '>');
  return isJsonObject(resource) && typeof resource['Fn::Sub'] === 'string' ? nameOf(resource['Fn::Sub']) : '';
}
