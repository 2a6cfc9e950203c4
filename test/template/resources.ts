import * as v from 'valibot';

const anything = v.record(v.string(), v.unknown());

export const templateSchema = v.object({
  Metadata: anything,
  Rules: v.record(v.string(), v.object({ Assertions: v.array(anything) })),
  Globals: v.object({ Function: anything }),
  Parameters: v.record(
    v.string(),
    v.object({ Type: v.string(), Description: v.string(), Default: v.optional(v.unknown()) }),
  ),
  Resources: v.record(
    v.string(),
    v.object({
      Type: v.string(),
      Properties: anything,
      Condition: v.optional(v.string()),
      DeletionPolicy: v.optional(v.string()),
      UpdateReplacePolicy: v.optional(v.string()),
    }),
  ),
  Outputs: v.record(v.string(), v.object({ Description: v.string(), Value: v.unknown() })),
});

export type Template = v.InferOutput<typeof templateSchema>;

const listOfTexts = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (typeof value === 'string' ? [value] : value)),
);

const statementSchema = v.object({
  Sid: v.string(),
  Effect: v.picklist(['Allow', 'Deny']),
  Principal: v.optional(v.unknown()),
  Action: listOfTexts,
  Resource: listOfTexts,
  Condition: v.optional(v.unknown()),
});

export type Statement = v.InferOutput<typeof statementSchema>;

/** Which conditions are true. A condition that is not named is true, so that what it adds is checked too. */
export type Conditions = Readonly<Record<string, boolean>>;

/** All properties of a resource, intrinsics written as texts. */
export function propertiesOf(template: Template, name: string, conditions: Conditions = {}): Record<string, unknown> {
  const resource = template.Resources[name];
  if (resource === undefined) throw new Error(`the template has no resource ${name}`);
  return v.parse(anything, plain(resource.Properties, conditions));
}

/** An output's value, intrinsics written as texts. */
export function outputOf(template: Template, name: string, conditions: Conditions = {}): unknown {
  return plain(template.Outputs[name]?.Value, conditions);
}

export function namesOfType(template: Template, type: string): string[] {
  return Object.keys(template.Resources).filter((name) => template.Resources[name]?.Type === type);
}

/** The statements of a role's own policies, those that depend on a parameter included. */
export function roleStatements(template: Template, role: string, conditions: Conditions = {}): Statement[] {
  const policies = v.parse(
    v.array(v.object({ PolicyDocument: v.object({ Statement: v.array(v.unknown()) }) })),
    propertiesOf(template, role, conditions)['Policies'],
  );
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.map((one) => v.parse(statementSchema, one)));
}

export function resourcePolicyStatements(template: Template, policy: string, conditions: Conditions = {}): Statement[] {
  const { PolicyDocument } = v.parse(
    v.object({ PolicyDocument: v.object({ Statement: v.array(statementSchema) }) }),
    propertiesOf(template, policy, conditions),
  );
  return PolicyDocument.Statement;
}

export function allowing(statements: readonly Statement[]): Statement[] {
  return statements.filter(({ Effect }) => Effect === 'Allow');
}

/**
 * What a role may do, one `action on resource` a line, sorted; AWS's own part of an ARN is left out. Without what tracing adds to each, unless asked for.
 */
export function permissions(template: Template, role: string, conditions: Conditions = {}): string[] {
  return allowing(roleStatements(template, role, { HasTracing: false, ...conditions }))
    .flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${action} on ${resource}`)),
    )
    .map((line) => line.replace(/arn:<AWS::Partition>:\w+:<AWS::Region>:<AWS::AccountId>:/, ''))
    .sort();
}

/**
 * Intrinsics as one text, with what CloudFormation puts in between angle brackets: `{Ref: X}` is `<X>`, `{Fn::GetAtt: [X, Arn]}` is
 * `<X.Arn>`, and `Fn::If` is the branch that the conditions lead to. What is no value is left out, as CloudFormation does.
 */
function plain(value: unknown, conditions: Conditions): unknown {
  if (Array.isArray(value)) return value.map((one) => plain(one, conditions)).filter((one) => one !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1) {
    if (name === 'Ref') return argument === 'AWS::NoValue' ? undefined : `<${String(argument)}>`;
    if (name === 'Fn::Sub') return String(argument).replace(/\$\{([^}]+)\}/g, '<$1>');
    if (name === 'Fn::Split' && Array.isArray(argument)) return [plain(argument[1], conditions)];
    if (name === 'Fn::GetAtt') return `<${[argument].flat().join('.')}>`;
    if (name === 'Fn::If' && Array.isArray(argument)) {
      return plain(argument[(conditions[String(argument[0])] ?? true) ? 1 : 2], conditions);
    }
  }
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, plain(inner, conditions)] as const).filter(([, inner]) => inner !== undefined),
  );
}
