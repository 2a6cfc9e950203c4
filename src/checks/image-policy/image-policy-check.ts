import type { EcsReader } from '../../deployment/ecs.ts';
import type { Check, CheckContext } from '../../hook/check.ts';
import type { Verdict } from '../../hook/verdict.ts';
import { formatError, shorten } from '../../wording/values.ts';
import type { TaskDefinitionReader } from '../smoke/expect/task-definition.ts';
import type { EcrReader } from './ecr-reader.ts';
import { findImages } from './find-images.ts';
import { type ImagePolicyConfig, imagePolicyConfigSchema } from './image-policy-config.ts';
import { parseReference } from './image-reference.ts';
import { judgeReference } from './judge-reference.ts';
import { judgeStored } from './judge-stored.ts';
import { type ImageOutcome, type JudgedImage, judgedImage } from './judged-image.ts';

/**
 * Requires all images of the new version to come from permitted registries, to be pinned or tagged as configured, to have no serious findings in ECR's scan, and
 * to have a signature. Attached at PRE_SCALE_UP, a release whose images break the policy never starts a task. What could not be read is an error; a scan that
 * says nothing is inconclusive.
 */
export function imagePolicyCheck(ecr: EcrReader, ecs: EcsReader & TaskDefinitionReader): Check<ImagePolicyConfig> {
  return {
    name: 'image-policy',
    configSchema: imagePolicyConfigSchema,
    async run(target, context) {
      try {
        const { images, platform } = await findImages(target, ecs, context.signal);
        const judged = await Promise.all(
          images.map(async (image) => {
            const name = `image of ${image.container}`;
            const reference = parseReference(image.reference);
            if (!reference) return [judgedImage('fail', name, withoutUser(image.reference), 'a valid image reference')];
            const written = judgeReference(name, reference, context.config);
            // A registry that is not allowed is not asked about anything.
            if (written.some(({ outcome }) => outcome === 'fail')) return written;
            const examined = { name, image, reference, config: context.config, platform, now: context.clock.now() };
            return [...written, ...(await judgeStored(examined, ecr, context.signal))];
          }),
        );
        return toVerdict(judged.flat(), context);
      } catch (cause) {
        return { kind: 'error', reason: `the images could not be checked: ${formatError(cause)}`, cause };
      }
    },
  };
}

/** A name and a password before a host are not for others to read. */
function withoutUser(reference: string): string {
  return shorten(reference.replace(/^.*@(?!sha256:)/s, '…@'));
}

const severity: readonly ImageOutcome[] = ['fail', 'inconclusive', 'wait', 'pass'];

function toVerdict(judged: readonly JudgedImage[], { config, clock, gate }: CheckContext<ImagePolicyConfig>): Verdict {
  const worst = severity.find((outcome) => judged.some((each) => each.outcome === outcome));
  const findings = judged.map(({ finding }) => finding);
  const reason = formatJudged(judged.filter(({ outcome }) => outcome === worst));
  const deadline = new Date(gate.since.getTime() + config.waitMinutes * 60_000);
  if (worst === 'pass') return { kind: 'pass', reason: `${reason}; all as the image policy wants`, findings };
  if (worst === 'fail') return { kind: 'fail', reason, findings };
  if (worst === 'wait' && clock.now() < deadline) return { kind: 'wait', reason, findings, deadline };
  return { kind: 'fail', inconclusive: true, reason: `inconclusive: ${reason}`, findings };
}

function formatJudged(those: readonly JudgedImage[]): string {
  const shown = those.slice(0, 3).map(({ finding: { name, found } }) => `${name}: ${found}`);
  const hidden = those.length - shown.length;
  return shorten(shown.join('; ') + (hidden > 0 ? `; and ${hidden} more` : ''), 450);
}
