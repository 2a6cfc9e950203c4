import { deploymentIdOf } from './event-bridge.ts';
import type { ContainerImage } from './resources.ts';
import { uuidOf } from './task-ids.ts';

/**
 * `ECS Task State Change` as EventBridge delivers it. Members that only a real machine has are missing: network interfaces, runtime ids, cpu and memory.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export type TaskStateChange = {
  version: '0';
  id: string;
  'detail-type': 'ECS Task State Change';
  source: 'aws.ecs';
  account: string;
  time: string;
  region: string;
  resources: readonly [taskArn: string];
  detail: {
    attachments: readonly [];
    clusterArn: string;
    connectivity: 'CONNECTED';
    containers: readonly TaskContainer[];
    createdAt: string;
    launchType: 'FARGATE';
    desiredStatus: 'RUNNING' | 'STOPPED';
    /** `service:` and the name of the service. */
    group: string;
    lastStatus: TaskStatus;
    overrides: { containerOverrides: readonly { name: string }[] };
    /** From RUNNING on. */
    startedAt?: string;
    /** `ecs-svc/` and the id of the revision. */
    startedBy: string;
    stoppingAt?: string;
    /** STOPPED only. */
    stoppedAt?: string;
    stoppedReason?: string;
    stopCode?: StopCode;
    taskArn: string;
    taskDefinitionArn: string;
    updatedAt: string;
    /** Counts the events of a task from 1: they may arrive twice, and in another order. */
    version: number;
  };
};

type TaskContainer = {
  containerArn: string;
  /** STOPPED only, and only if the container has run. */
  exitCode?: number;
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  name: string;
  image: string;
  imageDigest?: string;
  taskArn: string;
  networkInterfaces: readonly [];
  cpu: '0';
};

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html */
export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

type StopCode = 'ServiceSchedulerInitiated' | 'EssentialContainerExited';

/** Why a task stops, in the words of ECS. */
export type StopCause = { stopCode: StopCode; stoppedReason: string; exitCode: number };

/** A task, as far as its events show it. */
export type AnnouncedTask = {
  arn: string;
  serviceRevisionArn: string;
  taskDefinitionArn: string;
  containerImages: readonly ContainerImage[];
  createdAt: Date;
  startedAt?: Date;
  stoppingAt?: Date;
  cause?: StopCause;
  version: number;
};

type Place = { account: string; region: string; clusterArn: string; service: string };

export function taskStateChange(task: AnnouncedTask, lastStatus: TaskStatus, at: Date, place: Place): TaskStateChange {
  const { cause } = task;
  const isStopped = lastStatus === 'STOPPED';
  return {
    version: '0',
    id: uuidOf(`${task.arn} ${task.version}`),
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account: place.account,
    time: at.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: place.region,
    resources: [task.arn],
    detail: {
      attachments: [],
      clusterArn: place.clusterArn,
      connectivity: 'CONNECTED',
      containers: task.containerImages.map((image) => containerOf(task, image, lastStatus)),
      createdAt: task.createdAt.toISOString(),
      launchType: 'FARGATE',
      desiredStatus: cause ? 'STOPPED' : 'RUNNING',
      group: `service:${place.service}`,
      lastStatus,
      overrides: { containerOverrides: task.containerImages.map(({ containerName }) => ({ name: containerName })) },
      ...(task.startedAt && { startedAt: task.startedAt.toISOString() }),
      startedBy: deploymentIdOf(task.serviceRevisionArn),
      ...(task.stoppingAt && { stoppingAt: task.stoppingAt.toISOString() }),
      ...(isStopped && { stoppedAt: at.toISOString() }),
      ...(cause && { stoppedReason: cause.stoppedReason, stopCode: cause.stopCode }),
      taskArn: task.arn,
      taskDefinitionArn: task.taskDefinitionArn,
      updatedAt: at.toISOString(),
      version: task.version,
    },
  };
}

function containerOf(
  { arn, startedAt, cause }: AnnouncedTask,
  { containerName, image, imageDigest }: ContainerImage,
  lastStatus: TaskStatus,
): TaskContainer {
  const hasStopped = lastStatus === 'DEPROVISIONING' || lastStatus === 'STOPPED';
  return {
    containerArn: `${arn.replace(':task/', ':container/')}/${uuidOf(`${arn}#${containerName}`)}`,
    ...(hasStopped && startedAt && cause && { exitCode: cause.exitCode }),
    lastStatus: hasStopped ? 'STOPPED' : startedAt ? 'RUNNING' : 'PENDING',
    name: containerName,
    image,
    ...(imageDigest !== undefined && { imageDigest }),
    taskArn: arn,
    networkInterfaces: [],
    cpu: '0',
  };
}

/** The scheduler ends a task that is no longer wanted. */
export function scaledAway(serviceRevisionArn: string): StopCause {
  const stoppedReason = `Scaling activity initiated by (deployment ${deploymentIdOf(serviceRevisionArn)})`;
  return { stopCode: 'ServiceSchedulerInitiated', stoppedReason, exitCode: 0 };
}

/** The target group gives a task up. */
export function failedHealthChecks(targetGroupArn: string): StopCause {
  const stoppedReason = `Task failed ELB health checks in (target-group ${targetGroupArn})`;
  return { stopCode: 'ServiceSchedulerInitiated', stoppedReason, exitCode: 0 };
}

/** The task's process ends. */
export const containerExited: StopCause = {
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  exitCode: 1,
};
