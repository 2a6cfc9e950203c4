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
  // The id is as long as both services allow.
  const [, service, id = '', field] = /^(\w+):([\w/+=.@:-]{1,2048})(?:#([^#\p{C}]{1,200}))?$/u.exec(text) ?? [];
  return service === 'secretsmanager' || service === 'ssm' ? { service, id, field } : undefined;
}

/** The permission that reads it, and for which resource. */
export function permissionFor({ service, id }: SecretReference): string {
  return service === 'ssm' ? `ssm:GetParameter for the parameter ${id}` : `secretsmanager:GetSecretValue for ${id}`;
}
