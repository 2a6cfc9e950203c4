/** A value of the deployment, as `expect` names it. */
export type DeploymentValue =
  /** `$revisionId`: the service revision's id. */
  | { of: 'revisionId' }
  /** `$taskDefinition`: its ARN, or `family:revision`. */
  | { of: 'taskDefinition' }
  /** `$imageDigest` or `$imageTag`, with `:container` if the task has several. */
  | { of: 'imageDigest' | 'imageTag'; container: string | undefined }
  /** `$env.NAME`, with `:container` if several containers have a variable of that name with different values. */
  | { of: 'env'; variable: string; container: string | undefined };

/** What a response is compared with: a literal, or a value of the deployment that is read when it is needed. */
export type Expected<Literal = string> =
  | { kind: 'literal'; value: Literal }
  | { kind: 'deployment'; value: DeploymentValue; text: string }
  /** It has placeholders, which are replaced when their values are known: `{{id}}`. */
  | { kind: 'template'; text: string };

export const deploymentValueWanted =
  'expected "$revisionId", "$imageDigest", "$imageTag", "$taskDefinition" or "$env.NAME", or "$$" for a string that begins with "$"; "$imageDigest", "$imageTag" and "$env.NAME" may end with ":container"';

/**
 * Reads what a response is compared with. A string that begins with `$` names a value of the deployment, `$$` means a literal `$`, and anything
 * else is literal. Undefined if it begins with `$` and names no such value.
 *
 * @example
 * parseExpected('$imageTag:app'); // { kind: 'deployment', value: { of: 'imageTag', container: 'app' }, text: '$imageTag:app' }
 * parseExpected('1.42'); // { kind: 'literal', value: '1.42' }
 */
export function parseExpected(text: string): Expected | undefined {
  if (text.includes('{{')) return { kind: 'template', text };
  if (!text.startsWith('$')) return { kind: 'literal', value: text };
  if (text.startsWith('$$')) return { kind: 'literal', value: text.slice(1) };
  const value = parseDeploymentValue(text);
  return value && { kind: 'deployment', value, text };
}

function parseDeploymentValue(text: string): DeploymentValue | undefined {
  const [, plain] = /^\$(revisionId|taskDefinition)$/.exec(text) ?? [];
  if (plain === 'revisionId' || plain === 'taskDefinition') return { of: plain };
  const [, image, containerOfImage] = /^\$(imageDigest|imageTag)(?::([\w-]{1,255}))?$/.exec(text) ?? [];
  if (image === 'imageDigest' || image === 'imageTag') return { of: image, container: containerOfImage };
  const [, variable, container] = /^\$env\.([^\s:=]{1,255})(?::([\w-]{1,255}))?$/.exec(text) ?? [];
  return variable === undefined ? undefined : { of: 'env', variable, container };
}
