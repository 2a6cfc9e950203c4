import { isAmong, voterOf } from '../people.ts';
import type { ApprovalRequest } from '../request.ts';
import { type Terms, termsOf } from '../terms.ts';
import { attached, callsIn, type StartCall, taggedAction } from './deployer-record.ts';

/** Who started the deployment of a request. */
type WhoDeployed = {
  /** Every name by which they may vote: the identity that called, and the person behind it. */
  names: readonly string[];
  /** Whether each call is known to be somebody's. */
  isKnown: boolean;
};

type Asked = Pick<ApprovalRequest, 'asked' | 'deployer'>;

/** Instead of names in `deployers`: the session is named after the person. */
export const namedBySession = 'sessionName';
/** Instead of names in `deployers`: the source identity is the person. */
export const namedBySource = 'sourceIdentity';

/**
 * Who started the deployment, by what was recorded of it and by the gate's own `deployers`. An IAM user and a session of IAM Identity Center are
 * people. A session of another role may be anybody who could assume it, so it is known only if the configuration says who that is.
 */
export function whoDeployed({ asked, deployer }: Asked): WhoDeployed {
  const calls = callsIn(deployer);
  const { deployers = {} } = termsOf({ asked });
  const people = calls.map((call) => personBehind(call, deployers));
  return {
    names: [...new Set([...calls.map(({ by }) => by), ...people.flatMap((names) => names ?? [])])],
    isKnown: calls.length > 0 && people.every((names) => names !== undefined),
  };
}

/** The same request with what was known of its deployer at that time, so that counting votes again gives the same result. */
export function knownAt<Request extends Asked>(request: Request, at: string): Request {
  if (request.deployer === undefined) return request;
  const calls = callsIn(request.deployer).filter(({ recordedAt }) => recordedAt <= at);
  return { ...request, deployer: attached(calls) };
}

/** Why this person may not approve: they started the deployment, or nobody knows who did. They may still reject. */
export function whyNoSelfApproval(request: Asked, by: string): 'deployer' | 'deployer-unknown' | undefined {
  const { selfApproval, unknownDeployer } = termsOf(request);
  if (selfApproval !== 'deny') return undefined;
  const { names, isKnown } = whoDeployed(request);
  if (isAmong(names, by)) return 'deployer';
  return isKnown || unknownDeployer === 'allow' ? undefined : 'deployer-unknown';
}

function personBehind(
  { by, sourceIdentity, action }: StartCall,
  deployers: NonNullable<Terms['deployers']>,
): readonly string[] | undefined {
  const [account, kind, role, session] = identityIn(by);
  const names = deployers[by] ?? entryOfRole(deployers, by);
  if (names?.includes(namedBySession)) return namesOf(session);
  if (names?.includes(namedBySource)) return namesOf(sourceIdentity);
  if (names) return names;
  if (action === taggedAction && !account) return namesOf(by);
  const isPerson = account && (kind === 'user' || role?.startsWith('AWSReservedSSO_'));
  return isPerson ? [by] : undefined;
}

/** For all sessions of a role, or for an IAM user; the path of a role is not in the ARN of its sessions. */
function entryOfRole(deployers: NonNullable<Terms['deployers']>, by: string): readonly string[] | undefined {
  const isSession = (name: string) => /:assumed-role\/[^/]+\//.test(name);
  return Object.entries(deployers).find(([name]) => !isSession(name) && isAmong([name], by))?.[1];
}

function namesOf(name: string | undefined): readonly string[] | undefined {
  // A name that nobody votes with would exclude nobody.
  return name !== undefined && voterOf(name).includes('@') ? [name] : undefined;
}

function identityIn(arn: string): (string | undefined)[] {
  return /^arn:[^:]+:(?:iam|sts)::(\d+):([^/]+)\/([^/]+)(?:\/(.+))?$/.exec(arn)?.slice(1) ?? [];
}
