import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { defineHook } from 'ecs-greenlight';
import { signatureCheck } from './check.ts';
import { downloadFile, registryReader } from './read-registry.ts';

const registry = registryReader({ ecs: new ECSClient({}), ecr: new ECRClient({}), download: downloadFile });

/** What Lambda calls. `hookDetails` overrides the defaults, which the function has in its environment. */
export const handler = defineHook({
  check: signatureCheck(registry),
  defaults: async () => JSON.parse(process.env['DEFAULTS'] ?? '{}'),
});
