import { sayDecision } from '../../approval/say-decision.ts';
import { functionName, sayGate } from '../deployment/gate-nodes.ts';
import type { Snapshot } from '../deployment/snapshot.ts';
import type { Cause } from './explanation.ts';
import type { ReasonCause } from './recognise-reason.ts';

/** What a cause that ECS names means, with what Greenlight knows about it and what to do. */
export function explainReason(
  { kind, stage, hookArn, what = 'what it does not name' }: ReasonCause,
  snapshot: Snapshot,
  logGroupOf: (hookArn: string) => string,
): Omit<Cause, 'log'> & { hookArn?: string | undefined } {
  const { cluster, service } = snapshot.ref;
  const name = functionName(hookArn);
  const where = stage === undefined ? '' : ` at ${stage}`;
  const doctor = `greenlight doctor ${cluster}/${service}`;
  const tail = hookArn === undefined ? [] : [`aws logs tail ${logGroupOf(hookArn)} --since 1d`];
  const reports = snapshot.reports.filter((report) => report.stage === stage && report.verdict !== 'pass');
  const of = (meaning: string, next: readonly string[], more: Partial<Cause> = {}) => ({
    kind,
    stage,
    hookArn,
    meaning,
    reports: [],
    next,
    ...more,
  });
  switch (kind) {
    case 'hook-failed': {
      const refusals = snapshot.requests.flatMap(({ request: { decision, subject } }) =>
        subject.stage === stage && decision && decision.status !== 'APPROVED'
          ? [`${sayGate('The approval', subject)} was ${sayDecision(decision, snapshot.now)}.`]
          : [],
      );
      const isOurs = reports.length > 0 || refusals.length > 0;
      const said = isOurs
        ? refusals
        : ['Greenlight has no report of it, so that it is a hook of your own, or one that could not write.'];
      const detail = `greenlight status ${snapshot.arn} -o json`;
      return of(
        [`The hook ${name} answered FAILED${where}, and ECS rolled back.`, ...said].join(' '),
        isOurs ? [detail, ...tail] : tail,
        {
          reports,
        },
      );
    }
    case 'hook-unreadable':
      return of(
        `The hook ${name} gave no answer that ECS can read${where}: it threw an error, ran out of its Lambda time-out, or answered without hookStatus. ECS says so in the same words for all three.`,
        tail,
        { reports },
      );
    case 'hook-not-allowed':
      return of(`The role ${what} may not call the hook ${name}: it lacks lambda:InvokeFunction on ${hookArn}.`, [
        doctor,
      ]);
    case 'hook-not-invoked':
      return of(`ECS could not call the hook ${name}: ${what}`, [doctor, ...tail]);
    case 'role-not-assumed':
      return of(
        `ECS cannot take on the role ${what} that calls the hook: its trust policy must let ecs.amazonaws.com do sts:AssumeRole.`,
        [doctor],
      );
    case 'hook-timed-out':
      return of(`The hook ${name} did not come to an end within its timeoutInMinutes${where}.`, [doctor, ...tail], {
        reports,
      });
    case 'ecs-not-allowed':
      return of(
        `No hook has failed: ECS's own work${where} was not allowed to ${what}. It is the infrastructure role of the load balancer (advancedConfiguration.roleArn) that lacks it.`,
        ['attach AmazonECSInfrastructureRolePolicyForLoadBalancers to that role', doctor],
      );
    case 'pause-timed-out':
      return of(`Nobody continued the deployment at its pause hook${where} in time.`, [
        'aws ecs continue-service-deployment continues a pause; timeoutConfiguration says how long it waits',
      ]);
    case 'pause-refused':
      return of(`Somebody chose ROLLBACK at the pause hook${where}.`, trail('ContinueServiceDeployment'));
    case 'stage-too-long':
      return of(`The stage${where} took longer than the 24 hours that ECS allows.`, [doctor], { reports });
    case 'deployment-too-long':
      return of('The deployment took longer than the 30 days that ECS allows.', []);
    case 'circuit-breaker':
      return of(
        'Too many tasks of the new revision failed to start or to stay healthy, and the circuit breaker gave up.',
        [`aws ecs describe-services --cluster ${cluster} --services ${service} --query 'services[0].events[:10]'`],
      );
    case 'alarms': {
      const names = snapshot.deployment.alarms?.triggeredAlarmNames ?? [];
      return of(
        `A CloudWatch alarm of the deployment went off: ${names.length > 0 ? names.join(', ') : 'ECS does not say which'}.`,
        names.map((alarm) => `aws cloudwatch describe-alarm-history --alarm-name ${alarm}`),
      );
    }
    case 'stopped':
      return of(
        'Somebody, or a pipeline, stopped the deployment and asked for a rollback.',
        trail('StopServiceDeployment'),
      );
    case 'replaced':
      return of(`A newer deployment took its place: ${what}.`, [`greenlight status ${cluster}/${service}`]);
    case 'no-rollback-candidate':
      return of(
        'It was the first deployment of the service, or no earlier revision is left, so that there was nothing to go back to.',
        [`greenlight status ${cluster}/${service}`],
      );
    case 'rollback-failed':
      return of(
        `The rollback itself failed${where}: a hook said FAILED where ECS calls hooks again. A hook should answer SUCCEEDED in a rollback.`,
        [`aws ecs describe-services --cluster ${cluster} --services ${service}`],
      );
    case 'unknown':
      return of('ECS says why in words that are not known here; nothing is read into them.', [
        `aws ecs describe-services --cluster ${cluster} --services ${service} --query 'services[0].events[:10]'`,
        doctor,
      ]);
  }
}

function trail(operation: string): string[] {
  return [`aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=${operation}`];
}
