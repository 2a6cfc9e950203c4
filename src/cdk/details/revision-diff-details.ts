// Written by npm run schemas from the schemas of the hooks.

/** What the revision-diff check can be configured with. */
export type RevisionDiffDetails = {
  /** What may differ from the version before without anybody being asked. Default `["image"]`; `[]` lets nothing differ. */
  readonly mayChange?: readonly (
    | 'image'
    | 'environment'
    | 'secrets'
    | 'roles'
    | 'network'
    | 'ports'
    | 'size'
    | 'command'
    | 'volumes'
    | 'logging'
    | 'healthCheck'
    | 'platform'
    | 'containers'
  )[];
  /** What happens if something else differs: `fail`, or `ask` the people of an approval that follows in the same list or in the gate's `ask`. Default `fail`. */
  readonly onOther?: 'fail' | 'ask';
  /** What happens in a service's first deployment, which has nothing to compare with: `pass`, or `check`, which is inconclusive. Default `check`. */
  readonly firstDeployment?: 'check' | 'pass';
  /** Reports what the check finds and never blocks: instead of a fail, an error or an endless wait the check passes with a reason that begins with "dry run". Such a pass does not count inside `any`. A wrong configuration still fails. Default false. */
  readonly dryRun?: boolean;
  /** What happens if the check cannot tell, for example because there was too little traffic: `fail`, `wait` until it can (until ECS ends the stage), or, only in a gate-hook, `ask` people. Default `fail`. */
  readonly onInconclusive?: 'fail' | 'wait' | 'ask';
};
