/** Reads which tasks of a service run. */
export interface TaskReader {
  /** All running tasks of a service, in any order. Rejects if ECS could not be asked. */
  runningTasks(cluster: string, service: string, signal: AbortSignal): Promise<readonly RunningTask[]>;
}

export type RunningTask = {
  /** The id alone, as CloudWatch has it. */
  taskId: string;
  taskDefinitionArn: string;
  containers: readonly string[];
};
