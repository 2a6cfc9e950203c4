import { parseJson } from '../../../hook/parse-json.ts';
import { type Looked, whenSeen } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import { allows, statementsOf } from '../facts/policy.ts';

/**
 * Whether the topic limits who may subscribe. In its own account an identity policy with `sns:Subscribe` is enough, no matter what the topic's
 * policy allows; only a `Deny` keeps others out.
 */
export function judgeTopic(topicArn: string, policy: Looked<string | undefined>): readonly Outcome[] {
  const about = topicArn.slice(topicArn.lastIndexOf(':') + 1);
  return whenSeen(policy, { group: 'notifications', rules: ['topic-open'], about }, (text) => {
    const rule = on('notifications', 'topic-open', about);
    const statements = statementsOf(parseJson(text));
    return [
      rule.judge(
        !statements.some((statement) => limitsSubscribers(statement, topicArn)) && {
          found: `no statement of its policy denies sns:Subscribe to others than those who may`,
          fix: `deploy the current template, whose topic policy does (sam deploy), or add a statement: ${addTo(topicArn, statements)}`,
        },
        'its policy limits who may subscribe',
      ),
    ];
  });
}

/** A denial of `sns:Subscribe` for another reason than a connection without TLS. */
function limitsSubscribers(statement: Record<string, unknown>, topicArn: string): boolean {
  const asAllow = { Statement: { ...statement, Effect: 'Allow', Condition: undefined } };
  if (statement['Effect'] !== 'Deny' || !allows([asAllow], 'sns:Subscribe', topicArn)) return false;
  return !/aws:SecureTransport/i.test(JSON.stringify(statement['Condition'] ?? {}));
}

function addTo(topicArn: string, statements: readonly object[]): string {
  const [, partition = 'aws', , , account = '<account>'] = topicArn.split(':');
  const limit = {
    Sid: 'SubscribersAreAddedBy',
    Effect: 'Deny',
    Principal: '*',
    Action: 'sns:Subscribe',
    Resource: topicArn,
    Condition: {
      ArnNotLike: { 'aws:PrincipalArn': `arn:${partition}:iam::${account}:role/<role that adds reviewers>` },
    },
  };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [...statements, limit] });
  return `aws sns set-topic-attributes --topic-arn ${topicArn} --attribute-name Policy --attribute-value '${policy}'`;
}
