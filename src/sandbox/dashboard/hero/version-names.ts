import type { SandboxData } from '../../view/sandbox-data.ts';
import type { DeploymentView } from '../../view/service-view.ts';

/** The versions of a deployment as people call them: `1.41` and `1.42`. */
export type VersionNames = { before: string; after: string };

export function versionsOfDeployment(
  { sourceRevisionArn, targetRevisionArn }: Pick<DeploymentView, 'sourceRevisionArn' | 'targetRevisionArn'>,
  versionOf: SandboxData['versionOf'],
): VersionNames {
  return {
    before: sourceRevisionArn === undefined ? 'nothing' : versionOf(sourceRevisionArn),
    after: versionOf(targetRevisionArn),
  };
}
