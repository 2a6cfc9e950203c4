/** An error that callers recognize by its code, which is part of the API; its message is for people and may change. */
export abstract class CodedError<Code extends string> extends Error {
  declare readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
