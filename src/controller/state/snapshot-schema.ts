import * as v from 'valibot';
import { changeConfiguration, type DeploymentConfigurationInput } from '../ecs/deployment-configuration.ts';
import { lifecycleStages } from '../ecs/stages.ts';

export type ReadSnapshot = v.InferOutput<typeof snapshotSchema>;

const date = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const trafficWeights = v.record(v.string(), v.number());

const monitorStatus = v.picklist(['DISABLED', 'MONITORING', 'MONITORING_COMPLETE', 'TRIGGERED']);

const loadBalancerSchema = v.object({
  targetGroupArn: v.string(),
  containerName: v.string(),
  containerPort: v.number(),
  advancedConfiguration: v.exactOptional(
    v.object({
      alternateTargetGroupArn: v.string(),
      productionListenerRule: v.string(),
      testListenerRule: v.exactOptional(v.string()),
      roleArn: v.string(),
    }),
  ),
});

const revisionSchema = v.object({
  arn: v.string(),
  createdAt: date,
  taskDefinition: v.string(),
  containerImages: v.array(
    v.object({ containerName: v.string(), image: v.string(), imageDigest: v.exactOptional(v.string()) }),
  ),
  loadBalancers: v.array(loadBalancerSchema),
  side: v.picklist(['target-group', 'alternate']),
  isResolved: v.boolean(),
  requestedTaskCount: count,
  runningTaskCount: count,
  failedTaskCount: v.optional(count, 0),
});

/** Read by the same rules as the original input. */
const configurationSchema = v.pipe(
  v.custom<DeploymentConfigurationInput>((input) => typeof input === 'object' && input !== null),
  v.transform((input) => changeConfiguration(undefined, input)),
);

const summarySchema = v.object({
  arn: v.string(),
  requestedTaskCount: count,
  runningTaskCount: count,
  pendingTaskCount: count,
  requestedTestTrafficWeight: v.number(),
  requestedProductionTrafficWeight: v.number(),
});

const deploymentSchema = v.object({
  serviceDeploymentArn: v.string(),
  createdAt: date,
  startedAt: v.exactOptional(date),
  finishedAt: v.exactOptional(date),
  stoppedAt: v.exactOptional(date),
  updatedAt: date,
  status: v.picklist([
    'PENDING',
    'IN_PROGRESS',
    'STOP_REQUESTED',
    'ROLLBACK_REQUESTED',
    'ROLLBACK_IN_PROGRESS',
    'SUCCESSFUL',
    'STOPPED',
    'ROLLBACK_SUCCESSFUL',
    'ROLLBACK_FAILED',
  ]),
  statusReason: v.exactOptional(v.string()),
  lifecycleStage: v.exactOptional(v.picklist(lifecycleStages)),
  sourceArns: v.array(v.string()),
  targetArn: v.string(),
  deploymentConfiguration: configurationSchema,
  rollback: v.exactOptional(
    v.object({ reason: v.string(), startedAt: date, serviceRevisionArn: v.exactOptional(v.string()) }),
  ),
  deploymentCircuitBreaker: v.object({ status: monitorStatus, failureCount: count, threshold: count }),
  alarms: v.object({
    status: monitorStatus,
    alarmNames: v.array(v.string()),
    triggeredAlarmNames: v.array(v.string()),
  }),
  atEnd: v.exactOptional(v.object({ sources: v.array(summarySchema), target: summarySchema })),
});

export const snapshotSchema = v.object({
  schemaVersion: v.literal(1),
  takenAt: date,
  serviceArn: v.string(),
  /** Of the last event. */
  sequence: count,
  idState: count,
  primaryArn: v.exactOptional(v.string()),
  configuration: v.exactOptional(configurationSchema),
  weights: v.object({ test: trafficWeights, production: trafficWeights }),
  revisions: v.array(revisionSchema),
  deployments: v.array(deploymentSchema),
});
