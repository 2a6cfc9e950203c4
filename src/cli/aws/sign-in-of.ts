import type { SignInFacts } from '../../checks/approval/why-unprovable.ts';
import type { StackAbilities } from '../../service-hooks/hook-directory.ts';

type Parameters = { parameters: ReadonlyMap<string, string> };

/** What gates may ask of a stack, by the parameters that it was deployed with. */
export function abilitiesOf(stack: Parameters): Required<StackAbilities> {
  return {
    signIn: signInOf(stack),
    recordsDeployers: ['cloudtrail', 'tag'].includes(stack.parameters.get('Deployers') ?? ''),
    httpGate: {
      hosts: (stack.parameters.get('HttpGateHosts') ?? '').split(',').filter(Boolean),
      callbacks: stack.parameters.get('HttpGateCallbacks') === 'yes',
    },
  };
}

/** Whom the desk of a stack recognizes when they sign in, by the parameters that the stack was deployed with; `none` if nobody can sign in. */
function signInOf({ parameters }: Parameters): SignInFacts | 'none' {
  const issuer = parameters.get('OidcIssuer');
  if (!issuer) return 'none';
  const groupsClaim = parameters.get('OidcGroupsClaim');
  const mailDomains = (parameters.get('OidcMailDomains') ?? '').split(',').filter(Boolean);
  return { issuer, mailDomains, ...(groupsClaim && { groupsClaim }) };
}
