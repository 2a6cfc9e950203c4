/** Where a secret is stored. */
export type SecretReference = {
  service: 'secretsmanager' | 'ssm';
  /** The name or ARN of a secret, or the name of a parameter. */
  id: string;
  /** The field of a secret that is a JSON object; undefined if the whole of it is the secret. */
  field: string | undefined;
};

export const secretReferenceWanted =
  'expected the name of a secret, such as "secretsmanager:shop/smoke#password" or "ssm:/shop/smoke-password", never its value';

/**
 * Reads the place of a secret. `#field` is optional and selects a field of a JSON object.
 *
 * @example
 * parseSecretReference('secretsmanager:shop/smoke#token'); // { service: 'secretsmanager', id: 'shop/smoke', field: 'token' }
 */
export function parseSecretReference(text: string): SecretReference | undefined {
  const [, service, id, field] =
    /^(secretsmanager|ssm):((?:arn:aws[\w-]*:\w+:[\w-]*:\d{12}:)?[\w/+=.@:-]{1,512})(?:#([^#\p{C}]{1,200}))?$/u.exec(
      text,
    ) ?? [];
  if ((service !== 'secretsmanager' && service !== 'ssm') || id === undefined) return undefined;
  return { service, id, field };
}

/** The permission that reads it, and for which resource. */
export function permissionFor({ service, id }: SecretReference): string {
  return service === 'ssm' ? `ssm:GetParameter for the parameter ${id}` : `secretsmanager:GetSecretValue for ${id}`;
}
