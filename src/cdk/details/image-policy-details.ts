// Written by npm run schemas from the schemas of the hooks.

/** What the image-policy check can be configured with. */
export type ImagePolicyDetails = {
  /** The only registries that images may come from: hosts, with a path if only that and what is below it is allowed. A host of Amazon ECR stands for all host names of the same account, Region and partition; every other host for itself alone. Docker Hub is `docker.io`. Default: any registry. */
  readonly registries?: readonly string[];
  /** Upstream registries whose images a pull-through cache of ECR may hold: hosts, or `any`, which does not read the rules. Default none: an image in a repository of a pull-through cache is refused, if `registries` is set. Hosts require `registries`. */
  readonly pullThrough?: 'any' | readonly string[];
  /** `pinned`: the task definition has to name each image by its digest. Default `any`. */
  readonly digest?: 'any' | 'pinned';
  /** What tags are `allowed` and `forbidden`: `{ "forbidden": ["latest"] }`. An image without tag and digest has the tag `latest`. */
  readonly tags?: {
    /** A list of 1 to 50 tags. */
    readonly allowed?: readonly string[];
    /** A list of 1 to 50 tags. */
    readonly forbidden?: readonly string[];
  };
  /** The most findings that ECR's scan of an image may have by severity, and the greatest age of the scan: `{ "critical": 0, "high": 5, "maxAgeHours": 24 }`. Default of `critical`, `high` and `unrated` 0, of `medium` and `low` any number, of `maxAgeHours` 168, which is a week. Default: scans are not read. */
  readonly scan?: {
    /** A whole number of findings, at least 0. */
    readonly critical?: number;
    /** A whole number of findings, at least 0. */
    readonly high?: number;
    /** A whole number of findings, at least 0. */
    readonly medium?: number;
    /** A whole number of findings, at least 0. */
    readonly low?: number;
    /** A whole number of findings, at least 0. */
    readonly unrated?: number;
    /** A whole number of hours, from 1 to 8760. */
    readonly maxAgeHours?: number;
  };
  /** `present`: ECR has to hold a signature of each image. It is not verified. Default: signatures are not read. */
  readonly signature?: 'present';
  /** The longest time to wait for a scan that is still running, from the gate's first call: 0 to 1430 minutes. Default 10. */
  readonly waitMinutes?: number;
  /** Reports what the check finds and never blocks: instead of a fail, an error or an endless wait the check passes with a reason that begins with "dry run". Such a pass does not count inside `any`. A wrong configuration still fails. Default false. */
  readonly dryRun?: boolean;
  /** What happens if the check cannot tell, for example because there was too little traffic: `fail`, `wait` until it can (until ECS ends the stage), or, only in a gate-hook, `ask` people. Default `fail`. */
  readonly onInconclusive?: 'fail' | 'wait' | 'ask';
};
