import { parseJson } from '../../hook/parse-json.ts';
/** Lambda's report of an invocation without an answer: the function threw, was killed, or could not be started. */
export class FunctionError extends Error {
  /** Lambda's `errorType`: the name of what was thrown, or one of Lambda's own, such as `Runtime.ExitError`. */
  override readonly name: string;

  constructor(errorType: string, errorMessage: string) {
    super(errorMessage);
    this.name = errorType;
  }
}

/** Reads the JSON `{ errorType, errorMessage }` that runtimes report. Anything else becomes the message unchanged. */
export function readFunctionError(body: string): FunctionError {
  const read = parseJson(body);
  const { errorType = 'Unhandled', errorMessage = body } =
    typeof read === 'object' && read !== null ? (read as Report) : {};
  return new FunctionError(String(errorType), String(errorMessage));
}

type Report = { errorType?: unknown; errorMessage?: unknown };
