import type { Check, Finding } from 'ecs-greenlight';
import * as v from 'valibot';
import { isPublicKey, isSignedBy, type Signature } from './cosign.ts';

/** What `hookDetails` may contain. Unknown keys are refused, so that a typo is found at the first call. */
const configSchema = v.strictObject({
  /** The public key of the pair that signs: the content of cosign.pub. */
  publicKey: v.pipe(v.string(), v.check(isPublicKey, 'write the content of cosign.pub')),
  /** Containers whose images others have signed, such as sidecars. Default: none is left out. */
  except: v.optional(v.array(v.string()), []),
  /** A pipeline may sign after it has pushed. Without a signature after this many minutes, the deployment is rolled back. */
  maxMinutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1380)), 10),
});

/** An image that the new version runs. */
export type RunningImage = {
  container: string;
  /** `<account>.dkr.ecr.<Region>.amazonaws.com/shop` */
  repository: string;
  /** `sha256:…`; undefined as long as ECS has not resolved it. */
  digest: string | undefined;
};

export type Registry = {
  /** The images of a service revision. */
  images(revisionArn: string, signal: AbortSignal): Promise<readonly RunningImage[]>;
  /** All signatures that are stored with an image. */
  signatures(repository: string, digest: string, signal: AbortSignal): Promise<readonly Signature[]>;
};

/** Lets only images with a signature of cosign by your key get traffic. A signature for another image or by another key proves nothing. */
export function signatureCheck(registry: Registry): Check<v.InferOutput<typeof configSchema>> {
  return {
    name: 'my-check',
    configSchema,
    async run({ revisionArn }, { config, clock, gate, signal }) {
      const images = await registry.images(revisionArn, signal);
      const judged = images.filter(({ container }) => !config.except.includes(container));
      if (judged.length === 0) return { kind: 'fail', reason: 'the new version has no image to check' };

      const findings = await Promise.all(judged.map((image) => judge(registry, image, config.publicKey, signal)));
      const about = (outcome: Finding['outcome']) =>
        findings.flatMap((each) => (each.outcome === outcome ? [`${each.name} ${each.found}`] : [])).join('; ');
      if (about('failed') !== '') return { kind: 'fail', reason: about('failed'), findings };
      if (about('waiting') === '') return { kind: 'pass', reason: about('passed'), findings };

      const deadline = new Date(gate.since.getTime() + config.maxMinutes * 60_000);
      if (clock.now() < deadline) return { kind: 'wait', reason: about('waiting'), deadline, findings };
      return { kind: 'fail', reason: `${about('waiting')} after ${config.maxMinutes} min`, findings };
    },
  };
}

async function judge(
  registry: Registry,
  { container, repository, digest }: RunningImage,
  publicKey: string,
  signal: AbortSignal,
): Promise<Finding> {
  const finding = { name: `image of ${container}`, allowed: 'signed by your key' };
  if (digest === undefined) return { ...finding, outcome: 'waiting', found: 'has no digest yet' };
  const signatures = await registry.signatures(repository, digest, signal);
  if (signatures.length === 0) return { ...finding, outcome: 'waiting', found: 'is not signed' };
  return signatures.some((signature) => isSignedBy(publicKey, digest, signature))
    ? { ...finding, outcome: 'passed', found: 'is signed' }
    : { ...finding, outcome: 'failed', found: 'is signed by another key, or for another image' };
}
