import type { KnownReason } from './known-reason.ts';

const events = "aws ecs describe-services --cluster {cluster} --services {service} --query 'services[0].events[:10]'";
const doctor = 'greenlight doctor {cluster}/{service}';
const trail = (operation: string) =>
  `aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=${operation}`;

/**
 * Causes that end a deployment and concern neither a hook nor the network. AWS publishes few of these messages; the others are recognized by
 * keywords.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
 */
export const deploymentReasons = [
  {
    id: 'rollback-failed',
    says: [],
    patterns: [/rollback failed because/g],
    cause:
      'The rollback itself failed{at}: a hook answered FAILED at a stage whose hooks ECS calls again. A hook should answer SUCCEEDED in a rollback.',
    look: 'which revision has tasks and traffic now: both may',
    fix: ['aws ecs describe-services --cluster {cluster} --services {service}'],
  },
  {
    id: 'stage-too-long',
    says: [],
    patterns: [/took longer than 24 hours/g],
    cause: 'The stage{at} took longer than the 24 hours that ECS allows.',
    look: "the hooks' deadlines and timeoutInMinutes: together they have to stay below 24 hours for each stage and step",
    fix: [doctor],
  },
  {
    id: 'deployment-too-long',
    says: [],
    patterns: [/took longer than 30 days/g],
    cause: 'The deployment took longer than the 30 days that ECS allows.',
    look: 'pause hooks and bake times of all steps',
    fix: ['greenlight plan {cluster}/{service}'],
  },
  {
    id: 'circuit-breaker',
    says: ['ECS deployment circuit breaker: tasks failed to start.', '<…> deployment failed: tasks failed to start.'],
    patterns: [/circuit breaker|deployment failed: tasks? failed to start/gi],
    cause: 'Too many tasks of the new revision failed to start or to stay healthy, and the circuit breaker gave up.',
    look: 'why the tasks stopped: stoppedReason of the tasks, the service events and the container logs',
    fix: [events, 'aws ecs list-tasks --cluster {cluster} --service-name {service} --desired-status STOPPED'],
  },
  {
    id: 'alarms',
    says: ['<…> deployment failed: alarm detected.'],
    // A hook's function may be called after alarms, and an ARN may have the word between colons.
    patterns: [/(?<![\w:/-])alarms?(?![\w/-]|:\S)/gi],
    cause: 'A CloudWatch alarm of the deployment went off: {what}.',
    look: "the alarm's history at that time",
    fix: [
      "aws ecs describe-services --cluster {cluster} --services {service} --query 'services[0].deploymentConfiguration.alarms'",
    ],
  },
  {
    id: 'stopped',
    says: [],
    patterns: [/stop with ROLLBACK was requested|StopServiceDeployment/gi],
    cause: 'Somebody, or a pipeline, stopped the deployment and asked for a rollback.',
    look: 'CloudTrail: who called StopServiceDeployment',
    fix: [trail('StopServiceDeployment')],
  },
  {
    id: 'replaced',
    says: [],
    patterns: [/because (?<what>\S+) replaced it/g],
    cause: 'A newer deployment replaced it: {what}.',
    look: 'the newer deployment',
    fix: ['greenlight status {cluster}/{service}'],
  },
  {
    id: 'no-rollback-candidate',
    says: ['No rollback candidate was found to run the rollback.'],
    patterns: [/No rollback candidate was found/g],
    cause:
      'It was the first deployment of the service, or no earlier revision is left, so there was nothing to roll back to.',
    look: 'whether the failed revision still runs',
    fix: ['greenlight status {cluster}/{service}'],
    guide: 'guides/first-deployment.md',
  },
] as const satisfies readonly KnownReason[];
