import { dnsSuffixOf } from '../../../runtime/aws/dns-suffix.ts';
import type { StackOutputs } from '../../aws/stack.ts';
import { type AppProof, type AppTrial, failed, proved, tryOut } from '../proof.ts';
import { askDesk, explain } from './ask-desk.ts';

/** Where the desk sends people to, and where it must not be reached: only what the stack has. */
export async function proveAddresses(stack: StackOutputs, signal: AbortSignal): Promise<readonly AppProof[]> {
  const [issuer, domain] = ['OidcIssuer', 'DeskDomainName'].map((name) => stack.parameters.get(name) ?? '');
  return Promise.all([
    ...(issuer === '' ? [] : [proveSignIn(stack, signal)]),
    ...(domain === '' ? [] : [proveOwnAddress(stack, signal)]),
  ]);
}

const signIn: AppTrial = { id: 'desk-sign-in', tried: 'desk: beginning to sign in', expected: 'to the provider' };

/** It reads the provider's discovery document. Nobody signs in. */
function proveSignIn(stack: StackOutputs, signal: AbortSignal): Promise<AppProof> {
  return tryOut(signIn, signal, async () => {
    const answer = await askDesk(stack.deskUrl, { path: '/sign-in' }, signal);
    await answer.body?.cancel();
    const location = answer.headers.get('location') ?? '';
    const isElsewhere = URL.canParse(location) && new URL(location).origin !== new URL(stack.deskUrl).origin;
    if (answer.status === 303 && isElsewhere) return proved(signIn, signIn.expected, new URL(location).origin);
    const { next } = explain(answer.status, stack.stackName);
    const said = 'the desk could not read the discovery document of OidcIssuer, or the routes are of another version';
    return failed(signIn, `status ${answer.status}`, { said, next });
  });
}

const ownAddress: AppTrial = { id: 'desk-own-address', tried: "desk: API Gateway's own address", expected: 'closed' };

/** With a custom domain, API Gateway must not answer at the address that it makes itself. Only the desk sends these headers. */
function proveOwnAddress(stack: StackOutputs, signal: AbortSignal): Promise<AppProof> {
  return tryOut(ownAddress, signal, async () => {
    const answer = await askDesk(ownAddressOf(stack), { path: '/' }, signal);
    await answer.body?.cancel();
    if (answer.status >= 400 && answer.headers.get('x-robots-tag') === null)
      return proved(ownAddress, 'closed', `status ${answer.status}`);
    const said = 'the desk answers there, too: DisableExecuteApiEndpoint of its API is off';
    const next = `aws cloudformation detect-stack-drift --stack-name ${stack.stackName}`;
    return failed(ownAddress, `status ${answer.status}`, { said, next });
  });
}

/** From `arn:aws:execute-api:eu-central-1:111122223333:abcdef/$default/POST/decisions`. */
function ownAddressOf({ all }: StackOutputs): string {
  const [, , , region = '', , path = ''] = (all.get('DecideArn') ?? '').split(':');
  return `https://${path.split('/')[0]}.execute-api.${region}.${dnsSuffixOf(region)}`;
}
