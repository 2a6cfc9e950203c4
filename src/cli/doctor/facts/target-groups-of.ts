import type { Attachment } from './service-facts.ts';

/** The two target groups between which ECS shifts traffic. */
export function targetGroupsOf({ targetGroupArn, alternateTargetGroupArn }: Attachment): readonly string[] {
  return [targetGroupArn, alternateTargetGroupArn].filter((arn) => arn !== undefined);
}
