/** Reads whole task definitions. Resolves to undefined if there is none, and rejects if that is not known. */
export interface DefinitionReader {
  describeTaskDefinition(arn: string, signal: AbortSignal): Promise<object | undefined>;
}
