import { imagePolicyCheck } from '../../../src/checks/image-policy/image-policy-check.ts';
import { sdkEcrReader } from '../../../src/checks/image-policy/sdk-ecr-reader.ts';
import type { TaskDefinition } from '../../../src/checks/smoke/expect/task-definition.ts';
import type { EcsContainerImage } from '../../../src/deployment/ecs.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import { FakeEcs } from '../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { contextFor } from '../check-context.ts';
import { FakeEcr } from './fake-ecr.ts';

const target = targetOfEvent('PRE_SCALE_UP.doc');
const definitionArn = 'arn:aws:ecs:us-west-2:123456789012:task-definition/shop:7';

/** The registry of the service's own account and Region, and an image in it. */
export const host = '123456789012.dkr.ecr.us-west-2.amazonaws.com';
export const ours = `${host}/shop/ui`;

/** A release with these images, in front of its first task: ECS has resolved nothing yet, unless a test says so. */
export class ReleaseOfImages {
  readonly ecr = new FakeEcr();
  readonly ecs = new FakeEcs();
  readonly definition: TaskDefinition;

  constructor(images: readonly string[], resolved?: readonly EcsContainerImage[], more: Partial<TaskDefinition> = {}) {
    const containerDefinitions = images.map((image, index) => ({ name: `c${index}`, image }));
    this.definition = { containerDefinitions, runtimePlatform: { cpuArchitecture: 'ARM64' }, ...more };
    this.ecs.revisions.set(target.revisionArn, {
      taskDefinition: definitionArn,
      ...(resolved && { containerImages: resolved }),
    });
  }

  check() {
    const describeTaskDefinition = async (arn: string) => (arn === definitionArn ? this.definition : undefined);
    return imagePolicyCheck(
      sdkEcrReader((region) => this.ecr.client(region)),
      {
        describeServiceDeployment: (arn) => this.ecs.describeServiceDeployment(arn),
        describeServiceRevisions: (arns) => this.ecs.describeServiceRevisions(arns),
        describeTaskDefinition,
      },
    );
  }

  async call(hookDetails: JsonObject, minutes = 0): Promise<Verdict> {
    const check = this.check();
    return check.run(target, await contextFor(check, hookDetails, { minutes }));
  }
}
