import { defineHook, systemClock } from 'ecs-greenlight';
import { signatureCheck } from './check.ts';
import { fakeRegistry } from './fake.ts';

/** Made with the key whose public half is in hook-details.json. */
const signer = () => 'MEMCHzmliuOFTc6n4fBhgIG//Iej/5VhS6V/hbfw6q55m4oCICRlKJlzahtDf8cVu4BDTOCsk1iqrcxZ4h3Xh1b3zcAo';

/** The hook with a fake instead of ECS and ECR, for `greenlight simulate`: the pipeline signs after three minutes. */
export const handler = defineHook({
  check: signatureCheck(fakeRegistry(systemClock, [{ signer, afterMinutes: 3 }])),
});
