import * as v from 'valibot';
import { namedBySession, namedBySource } from '../../approval/request/deployer/who-deployed.ts';
import { isJsonObject } from '../../hook/json.ts';
import { identityArnSchema, personSchema } from './rule-config.ts';

const names =
  'expected a mail address, an ARN, a list of one person\'s names, "sessionName" or "sourceIdentity" for each IAM identity';
const maxIdentities = 50;

function areNames(given: string[]): boolean {
  const [only] = given;
  if (given.length === 1 && (only === namedBySession || only === namedBySource)) return true;
  return given.length > 0 && given.length <= 10 && given.every((name) => v.is(personSchema, name));
}

/** The keys of `hookDetails` about the person who started the deployment. */
export const deployerEntries = {
  /**
   * Whether the person who started the deployment may approve it: `"allow"` or `"deny"`. They may reject it in any case. `"deny"` needs the parameter
   * `Deployers` of the stack, and names of the people who decide: `reviewers`, `rules`, or the `assurance` `"sign-in"` or `"iam"`. Default `"allow"`.
   */
  selfApproval: v.optional(v.picklist(['allow', 'deny'], 'expected "allow" or "deny"'), 'allow'),
  /**
   * What happens under `selfApproval: "deny"` while nobody knows who started the deployment: `"deny"` lets nobody approve it, `"allow"` lets everybody.
   * A role is not a person, so its sessions are unknown unless `deployers` says who they are. Default `"deny"`.
   */
  unknownDeployer: v.optional(v.picklist(['deny', 'allow'], 'expected "deny" or "allow"'), 'deny'),
  /**
   * Who is behind the IAM identities that start deployments: `{ "<ARN>": "ana@example.com" }`, with the ARN of a role, a user or one session of a role
   * (`arn:aws:sts::111122223333:assumed-role/release/ana`), which takes precedence over its role. The value is a person, a list of one person's names, or, if
   * those who assume the role cannot choose it, `"sessionName"` or `"sourceIdentity"`: a mail address there is the person. IAM users and people of IAM
   * Identity Center need no entry. Default: none.
   */
  deployers: v.optional(
    v.pipe(
      v.custom<object>(isJsonObject, 'expected an object of ARNs and people'),
      v.record(
        identityArnSchema,
        v.pipe(
          v.unknown(),
          v.transform((given) => (typeof given === 'string' ? [given] : given)),
          v.array(v.pipe(v.string(names), v.trim()), names),
          v.check(areNames, names),
        ),
      ),
      v.check(
        (given) => Object.keys(given).length <= maxIdentities,
        `expected at most ${maxIdentities} IAM identities`,
      ),
    ),
  ),
};

/** Whether there are keys that only matter under `selfApproval: "deny"`. Afterwards nobody can see that, because they have defaults. */
export function hasLoneDeployers(given: unknown): boolean {
  const asksWho = isJsonObject(given) && ('unknownDeployer' in given || 'deployers' in given);
  return asksWho && given['selfApproval'] !== 'deny';
}
