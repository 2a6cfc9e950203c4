import type { ContainerImage, TrafficWeights } from '../ecs/resources.ts';

/**
 * Runs the tasks and the listeners. The controller decides, the backend acts: in memory for tests, with real servers and a proxy in the
 * sandbox. Every method may be called again with the current state, and then does nothing. A method that rejects fails the stage, with
 * its message in the `statusReason`.
 */
export interface DeploymentBackend {
  /**
   * Resolves when `count` tasks of the revision are healthy. When the context's signal aborts, it settles promptly either way; the
   * controller calls `terminate` after that.
   */
  scaleUp(revision: BackendRevision, count: number, context: ScaleUpContext): Promise<void>;
  /** Resolves when the test listener has these weights. No weights: there is nothing to send to. */
  shiftTestTraffic(weights: TrafficWeights, context: BackendContext): Promise<void>;
  /** In a rolling deployment, which moves no listener, the weights are the shares of the tasks that run. */
  shiftProductionTraffic(weights: TrafficWeights, context: BackendContext): Promise<void>;
  /**
   * Resolves when no more than `count` tasks of the revision are left. Only a rolling deployment calls it; a backend without it
   * keeps them until `terminate`.
   */
  scaleDown?(revision: BackendRevision, count: number, context: BackendContext): Promise<void>;
  /** Resolves when no task of the revision is left. */
  terminate(revision: BackendRevision, context: BackendContext): Promise<void>;
}

export type BackendRevision = {
  serviceRevisionArn: string;
  taskDefinition: string;
  containerImages: readonly ContainerImage[];
  /** One for each load balancer of the service. */
  targetGroupArns: readonly string[];
};

export type BackendContext = {
  /** Waits on the controller's clock, virtual or real. A virtual clock does not move while the backend does anything else. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

type ScaleUpContext = BackendContext & {
  signal: AbortSignal;
  /** How many of the `count` are already healthy. */
  runningTaskCount: number;
  /** Call this once for each task that has become healthy, so that observers see the count grow. */
  taskIsHealthy(): void;
  /** Call this for each task that ended or did not become healthy, and is started again: the circuit breaker counts them. */
  taskFailed(): void;
};

type InMemoryBackendOptions = {
  /** Seconds from start to healthy for each task; tasks start together. Default: 20 for the first, 5 more for each further one. */
  taskSeconds?: (taskIndex: number) => number;
  /** Seconds a listener takes to move. Default 0; AWS names about 600 for a Network Load Balancer. */
  shiftSeconds?: number;
  /** Seconds until terminated tasks are gone. Default 0. */
  terminateSeconds?: number;
};

/** A backend that only takes time. */
export function inMemoryBackend(options: InMemoryBackendOptions = {}): DeploymentBackend {
  const { taskSeconds = (index) => 20 + 5 * index, shiftSeconds = 0, terminateSeconds = 0 } = options;
  return {
    async scaleUp(_revision, count, { sleep, signal, runningTaskCount, taskIsHealthy }) {
      const tasks = Array.from({ length: count - runningTaskCount }, async (_, index) => {
        await sleep(taskSeconds(index) * 1000, signal);
        taskIsHealthy();
      });
      await Promise.all(tasks);
    },
    shiftTestTraffic: (_weights, { sleep }) => sleep(shiftSeconds * 1000),
    shiftProductionTraffic: (_weights, { sleep }) => sleep(shiftSeconds * 1000),
    scaleDown: (_revision, _count, { sleep }) => sleep(terminateSeconds * 1000),
    terminate: (_revision, { sleep }) => sleep(terminateSeconds * 1000),
  };
}
