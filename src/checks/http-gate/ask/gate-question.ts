import { createHash } from 'node:crypto';
import type { EcsReader } from '../../../deployment/ecs.ts';
import type { CheckContext } from '../../../hook/check.ts';
import type { Target } from '../../../hook/target.ts';
import { formatError } from '../../../wording/values.ts';
import type { HttpGateConfig } from '../http-gate-config.ts';

/** What is sent to a team's own system; docs/guides/http-gate.md and schemas/http-gate-question.schema.json describe it. */
type GateQuestion = {
  schemaVersion: 1;
  type: 'gate.question';
  /** The same for every call of one gate: one hook at one stage and step of one deployment. */
  id: string;
  /** 1 for the first call. */
  call: number;
  /** ISO 8601, UTC. */
  at: string;
  /** After this, `pending` is no answer any more. */
  deadline: string;
  gate: string | null;
  stage: string;
  /** Green's share of production traffic in percent, in a linear or canary deployment. */
  step: number | null;
  service: { arn: string; name: string; cluster: string; account: string; region: string };
  deployment: { arn: string | null; id: string | null };
  /** The new version. */
  revision: { arn: string; id: string };
  /** Of the new version; null if ECS could not be asked. */
  images: readonly { container: string | null; image: string | null; digest: string | null }[] | null;
  /** Where the final answer can be posted once, until that moment; null if `callback` is not configured. */
  callback: { url: string; expiresAt: string } | null;
  /** As configured. */
  parameters: HttpGateConfig['parameters'];
};

/** Composes the question of this call. It contains nothing secret, and nothing else of `hookDetails` than the parameters. */
export async function composeQuestion(
  target: Target,
  context: CheckContext<HttpGateConfig>,
  deadline: Date,
  callback: GateQuestion['callback'],
  ecs: Pick<EcsReader, 'describeServiceRevisions'>,
): Promise<GateQuestion> {
  const { config, clock, gate } = context;
  const { cluster, account, region, stage, productionWeight } = target;
  return {
    ...{ schemaVersion: 1, type: 'gate.question', id: questionId(target, gate.name), call: gate.polls + 1 },
    ...{ at: clock.now().toISOString(), deadline: deadline.toISOString() },
    ...{ gate: gate.name ?? null, stage, step: productionWeight ?? null },
    service: { arn: target.serviceArn, name: target.service, cluster, account, region },
    deployment: { arn: target.deploymentArn ?? null, id: target.deploymentId ?? null },
    revision: { arn: target.revisionArn, id: target.revisionId },
    images: await readImages(target, context, ecs),
    callback,
    parameters: config.parameters,
  };
}

/** Derived from the deployment, never from an invocation, so that a repeated one asks the same question. */
function questionId({ serviceArn, deploymentArn, revisionArn, stage, productionWeight }: Target, gate = ''): string {
  const place = [serviceArn, deploymentArn ?? '', revisionArn, stage, productionWeight ?? '', gate];
  return `gate_${createHash('sha256').update(JSON.stringify(place)).digest('base64url').slice(0, 32)}`;
}

const maxImages = 50;

/** The question is asked without them if they cannot be read. */
async function readImages(
  { revisionArn, deploymentId: deployment }: Target,
  { signal, logger }: CheckContext<HttpGateConfig>,
  ecs: Pick<EcsReader, 'describeServiceRevisions'>,
): Promise<GateQuestion['images']> {
  try {
    const [revision] = await ecs.describeServiceRevisions([revisionArn], signal);
    const images = revision?.containerImages?.slice(0, maxImages);
    return (
      images?.map(({ containerName = null, image = null, imageDigest = null }) => ({
        ...{ container: containerName, image, digest: imageDigest },
      })) ?? null
    );
  } catch (error) {
    logger.warn('the images of the new version could not be read for http-gate', {
      deployment,
      error: formatError(error),
    });
    return null;
  }
}
