import * as v from 'valibot';
import { code, table } from '../markdown.ts';
import { type DocsTemplate, plain } from '../read-template.ts';

const texts = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => [value].flat()),
);
const policiesSchema = v.array(
  v.object({
    PolicyDocument: v.object({
      Statement: v.array(
        v.looseObject({
          Sid: v.optional(v.string(), ''),
          Effect: v.string(),
          Action: texts,
          Resource: texts,
          Condition: v.optional(v.unknown()),
        }),
      ),
    }),
  }),
);
const trustSchema = v.object({
  Statement: v.array(v.looseObject({ Principal: v.optional(v.object({ Service: v.optional(texts, []) }), {}) })),
});

/** What each role may do, from `template.yaml`. */
export function permissionsPage(template: DocsTemplate): string {
  const roles = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
  return `# Permissions of each function

Every function has its own role, with these permissions and no managed policy. Generated from \`template.yaml\`; names in angle brackets are other
resources, parameters or properties of the stack. Statements that depend on a parameter are shown as if it were set. What they mean for security:
[security](../security.md).

${roles.map(([name, { Properties }]) => section(name, Properties)).join('\n\n')}
`;
}

function section(name: string, properties: Record<string, unknown>): string {
  const policies = v.parse(policiesSchema, plain(properties['Policies'] ?? []));
  const trust = v.parse(trustSchema, plain(properties['AssumeRolePolicyDocument']));
  const who = trust.Statement.flatMap(({ Principal }) => Principal.Service ?? []);
  const managed = [plain(properties['ManagedPolicyArns'] ?? [])].flat().map(String);
  const rows = policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.map(({ Sid, Action, Resource, Condition }) => [
      Sid,
      Action.map(code).join(', '),
      Resource.map((resource) => code(short(resource))).join(', '),
      Condition === undefined ? '' : code(JSON.stringify(Condition)),
    ]),
  );
  const hasConditions = rows.some(([, , , condition]) => condition !== '');
  return [
    `## ${name}`,
    `${String(plain(properties['Description']) ?? '')}. Assumed by ${who.map(code).join(', ')}.`,
    managed.length > 0 ? `Managed policies: ${managed.map(code).join(', ')}.` : '',
    table(
      ['why', 'may', 'on', ...(hasConditions ? ['if'] : [])],
      rows.map((cells) => (hasConditions ? cells : cells.slice(0, 3))),
    ),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** AWS's own part of an ARN says nothing here. */
function short(resource: string): string {
  return resource.replace(/^arn:<AWS::Partition>:(\w+):<AWS::Region>:<AWS::AccountId>:/, '$1:');
}
