import type { SecretReader } from '../../checks/smoke/variables/read-secrets.ts';
import { readParameter } from './read-parameter.ts';
import { readSecret } from './read-secret.ts';

export const secretReader: SecretReader = { readSecret, readParameter };
