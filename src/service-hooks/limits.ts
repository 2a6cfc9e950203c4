/** "Maximum 10 Lambda hooks per service", and as many pause hooks. */
export const maxHooks = 10;
export const maxLambdaTimeoutMinutes = 1440;
/** 14 days. */
export const maxPauseTimeoutMinutes = 20_160;
/** ECS ends a stage, and each step of a traffic shift, after this. */
export const maxStageMinutes = 24 * 60;
export const maxDeploymentMinutes = 30 * 24 * 60;
/**
 * CloudFormation refuses a service whose bake time and hook timeouts exceed 33 hours, observed as "Total bake time (X minutes) for progressive
 * deployment exceeds the Cloudformation limit of 33 hours". It waits 36 hours for a deployment.
 */
export const maxCloudFormationMinutes = 33 * 60;
export const maxCloudFormationWaitMinutes = 36 * 60;
/** How long Terraform waits by default for a service with `wait_for_steady_state`. */
export const maxTerraformWaitMinutes = 20;
