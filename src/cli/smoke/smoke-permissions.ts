import type { CommandPermissions } from '../aws/permissions.ts';

const secret = { on: ['smoke-secret'], for: 'secrets and certificates that the suite names' } as const;

export const smokePermissions: CommandPermissions = [
  { ...secret, action: 'secretsmanager:GetSecretValue', when: 'it names some in Secrets Manager' },
  { ...secret, action: 'ssm:GetParameter', when: 'it names some in Parameter Store' },
];
