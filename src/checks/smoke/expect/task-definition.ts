/** Reads task definitions. Resolves to undefined if there is no such task definition, and rejects if it could not be read. */
export interface TaskDefinitionReader {
  describeTaskDefinition(taskDefinitionArn: string, signal: AbortSignal): Promise<TaskDefinition | undefined>;
}

/** The fields of a task definition that we use, in the SDK's names. */
export type TaskDefinition = {
  containerDefinitions?: readonly ContainerDefinition[] | undefined;
  /** Where it runs: `X86_64` or `ARM64`, `LINUX` or one of the Windows versions. */
  runtimePlatform?: { cpuArchitecture?: string | undefined; operatingSystemFamily?: string | undefined } | undefined;
};

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
export type ContainerDefinition = {
  name?: string | undefined;
  image?: string | undefined;
  environment?: readonly { name?: string | undefined; value?: string | undefined }[] | undefined;
  secrets?: readonly { name: string | undefined }[] | undefined;
};
