/**
 * The stages of a Lambda hook at which ECS never calls it. Of a rolling deployment only PRE_SCALE_UP was ever seen to call one, and AWS lists no
 * stages for it. Pause hooks are announced for rolling deployments too.
 */
export function skippedStages(
  strategy: string,
  { isPause, stages }: { isPause: boolean; stages: readonly string[] },
): readonly string[] {
  return strategy === 'ROLLING' && !isPause ? stages.filter((stage) => stage !== 'PRE_SCALE_UP') : [];
}

/** How to have the hook called, for attach, doctor and plan alike. */
export function howToHaveItCalled({ cluster, service }: { cluster: string; service: string }): string {
  return `change the strategy: aws ecs update-service --cluster ${cluster} --service ${service} --deployment-configuration '{"strategy":"BLUE_GREEN","bakeTimeInMinutes":5}'`;
}
