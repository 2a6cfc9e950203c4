import type { IAMClient } from '@aws-sdk/client-iam';
import { type Looked, look, unlessAbsent } from '../facts/look.ts';
import { type Allowed, allows } from '../facts/policy.ts';
import { nameOfRole, type RoleFacts } from '../facts/role-facts.ts';

export function readRole(client: Pick<IAMClient, 'send'>, roleArn: string): Promise<Looked<RoleFacts | undefined>> {
  const roleName = nameOfRole(roleArn);
  return look('iam:GetRole', async () => {
    const { GetRoleCommand } = await import('@aws-sdk/client-iam');
    const found = await unlessAbsent(['NoSuchEntityException', 'NoSuchEntity'], () =>
      client.send(new GetRoleCommand({ RoleName: roleName })),
    );
    // A role of this name under another path, or of another account, is not the one.
    if (!found || found.Role?.Arn !== roleArn) return undefined;
    return { roleArn, roleName, trustPolicy: parseDocument(found.Role.AssumeRolePolicyDocument) };
  });
}

/** Whether a role may do something: IAM's own simulation, or if that is not allowed, its policies as they are written. */
export async function readPermission(
  client: Pick<IAMClient, 'send'>,
  roleArn: string,
  action: string,
  resource: string,
): Promise<Looked<Allowed>> {
  const simulated = await look('iam:SimulatePrincipalPolicy', () => simulate(client, roleArn, action, resource));
  if (simulated.seen) return simulated;
  const written = await look('iam:ListRolePolicies', async () =>
    allows(await readPolicies(client, nameOfRole(roleArn)), action, resource),
  );
  return written.seen ? written : simulated;
}

async function simulate(
  client: Pick<IAMClient, 'send'>,
  PolicySourceArn: string,
  action: string,
  resource: string,
): Promise<Allowed> {
  const { SimulatePrincipalPolicyCommand } = await import('@aws-sdk/client-iam');
  const { EvaluationResults: [result] = [] } = await client.send(
    new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: [action], ResourceArns: [resource] }),
  );
  if (result === undefined) throw new Error('IAM simulated nothing');
  if (result.EvalDecision === 'allowed') return true;
  return (result.MissingContextValues ?? []).length > 0 ? undefined : false;
}

async function readPolicies(client: Pick<IAMClient, 'send'>, RoleName: string): Promise<readonly unknown[]> {
  const iam = await import('@aws-sdk/client-iam');
  const documents: unknown[] = [];
  for await (const { PolicyNames = [] } of iam.paginateListRolePolicies(
    { client: client as IAMClient },
    { RoleName },
  )) {
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument } = await client.send(new iam.GetRolePolicyCommand({ RoleName, PolicyName }));
      documents.push(parseDocument(PolicyDocument));
    }
  }
  const attached = iam.paginateListAttachedRolePolicies({ client: client as IAMClient }, { RoleName });
  for await (const { AttachedPolicies = [] } of attached) {
    for (const { PolicyArn } of AttachedPolicies) {
      const { Policy } = await client.send(new iam.GetPolicyCommand({ PolicyArn }));
      const { PolicyVersion } = await client.send(
        new iam.GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
      );
      documents.push(parseDocument(PolicyVersion?.Document));
    }
  }
  return documents;
}

/** The API hands documents out percent-encoded. */
function parseDocument(text: string | undefined): unknown {
  try {
    return JSON.parse(decodeURIComponent(text ?? ''));
  } catch {
    return undefined;
  }
}
