/** Reads certificates from a parameter (`ssm:/shop/ca`) or a secret (`secretsmanager:shop/ca`). */
export async function readAuthority(reference: string, signal: AbortSignal): Promise<string | undefined> {
  const [, service, id = ''] = /^(ssm|secretsmanager):(.+)$/.exec(reference) ?? [];
  if (service === 'ssm') return (await import('./read-parameter.ts')).readParameter(id, signal);
  return (await import('./read-secret.ts')).readSecret(id, signal);
}
