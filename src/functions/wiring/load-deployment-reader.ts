import { loadOnce } from '../../hook/load-once.ts';

/** What state a deployment is in; brings the SDK, so it is loaded when it is first needed and not during init. */
export const loadDeploymentReader = loadOnce(async () =>
  (await import('../lazy/aws-deployment-reader.ts')).awsDeploymentReader(),
);
