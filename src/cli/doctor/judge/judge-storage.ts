import { parseJson } from '../../../hook/parse-json.ts';
import type { StackOutputs } from '../../aws/stack.ts';
import { type AppFacts, chatParameters, type SecretFacts } from '../facts/app-facts.ts';
import { type Looked, whenSeen } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import { statementsOf } from '../facts/policy.ts';

/** The bucket with requests and decisions. */
export function judgeBucket({ bucket }: AppFacts, { ledgerBucket: name, stackName }: StackOutputs): readonly Outcome[] {
  const target = (...rules: ('ledger-missing' | 'ledger-versioning' | 'ledger-policy' | 'ledger-public')[]) => ({
    group: 'app' as const,
    rules,
    about: name,
  });
  return whenSeen(bucket, target('ledger-missing'), (found) => {
    const missing = on('app', 'ledger-missing', name);
    if (!found)
      return [
        missing.found(
          'the stack names it as LedgerBucket',
          `deploy the app again under another name: sam deploy --stack-name ${stackName}-2`,
        ),
      ];
    return [
      found.versioning.seen ? missing.fine('exists') : missing.unseen(found.versioning.why, found.versioning.allow),
      ...whenSeen(found.versioning, target('ledger-versioning'), (status) => [
        on('app', 'ledger-versioning', name).judge(
          status !== 'Enabled' && {
            found: `versioning is ${status ?? 'off'}`,
            fix: `aws s3api put-bucket-versioning --bucket ${name} --versioning-configuration Status=Enabled`,
          },
          'versioning is Enabled',
        ),
      ]),
      ...whenSeen(found.policy, target('ledger-policy'), (policy) => [judgePolicy(name, stackName, policy)]),
      ...whenSeen(found.isPublicBlocked, target('ledger-public'), (isBlocked) => [
        on('app', 'ledger-public', name).judge(
          !isBlocked && {
            found: 'not all four settings of its public access block are on',
            fix: `aws s3api put-public-access-block --bucket ${name} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
          },
          'public access is blocked',
        ),
      ]),
    ];
  });
}

/** The statements are known by what they deny, since a Sid may be changed. */
function judgePolicy(name: string, stackName: string, policy: string | undefined): Outcome {
  const denials = statementsOf(parseJson(policy))
    .filter(({ Effect }) => Effect === 'Deny')
    .map((each) => JSON.stringify(each));
  const missing = [
    ...(denials.some((text) => text.includes('aws:SecureTransport')) ? [] : ['TlsOnly']),
    ...(denials.some((text) => /s3:if-none-match/i.test(text)) ? [] : ['FunctionsWriteRequestsConditionally']),
  ];
  return on('app', 'ledger-policy', name).judge(
    missing.length > 0 && {
      found: policy === undefined ? 'it has no policy' : `its policy has no statement ${missing.join(' and ')}`,
      fix: `see what was changed: aws cloudformation detect-stack-drift --stack-name ${stackName}; put back LedgerPolicy of template.yaml: aws s3api put-bucket-policy --bucket ${name} --policy file://policy.json`,
    },
    'refuses writes without condition and connections without TLS',
  );
}

/** The secret that signs links. Its value is never read. */
export function judgeSigningKey({ signingKey }: AppFacts): readonly Outcome[] {
  if (!signingKey)
    return [on('app', 'signing-key-missing', 'the signing key').unseen('the stack has no output SigningKeySecretArn')];
  return judgeSecret(
    { ...signingKey, rule: 'signing-key-missing', group: 'app' },
    'deploy the app again: links in earlier mails can no longer be opened',
  );
}

/** The secrets with the addresses of chats. Their values are never read; the announcer's log says if one is wrong. */
export function judgeChats({ chats }: AppFacts): readonly Outcome[] {
  return chats.flatMap(({ chat, ...secret }) =>
    judgeSecret(
      { ...secret, rule: 'chat-secret-missing', group: 'notifications' },
      `make it again, ${chat.startsWith('Slack ') ? 'as docs/guides/announcements.md shows' : 'with the URL of the webhook as plain text'}, and deploy with ${chatParameters[chat]} set to its ARN`,
    ),
  );
}

type JudgedSecret = {
  arn: string;
  secret: Looked<SecretFacts | undefined>;
  rule: 'signing-key-missing' | 'chat-secret-missing';
  group: 'app' | 'notifications';
};

/** @param again - what to do if it does not exist */
function judgeSecret({ arn, secret, rule: id, group }: JudgedSecret, again: string): readonly Outcome[] {
  const about = arn.slice(arn.lastIndexOf(':') + 1);
  const rule = on(group, id, about);
  return whenSeen(secret, { group, rules: [id], about }, (found) => {
    if (!found) return [rule.found(`the stack names ${arn}, which does not exist`, again)];
    if (found.deletedAt) {
      return [
        rule.found(
          `it was deleted on ${found.deletedAt.toISOString().slice(0, 10)} and is kept for some days`,
          `aws secretsmanager restore-secret --secret-id ${arn}`,
        ),
      ];
    }
    return [
      rule.judge(
        !found.hasValue && {
          found: 'no version of it is AWSCURRENT',
          fix: `aws secretsmanager list-secret-version-ids --secret-id ${arn}`,
        },
        'exists and has a current value',
      ),
    ];
  });
}
