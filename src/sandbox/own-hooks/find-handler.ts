/** The exports that are handlers if nobody names another one: Lambda's own default, and that of SAM's templates. */
const usualNames = ['handler', 'lambdaHandler'] as const;

/** Which export of a module would be called, and whether Lambda can call it. Survives the way to another process. */
export type FoundHandler = {
  /** The export; the first usual one if there is none. */
  name: string;
  /** `callback`: it has a third parameter, and Lambda's nodejs24 refuses such a function. */
  kind: 'function' | 'missing' | 'no-function' | 'callback';
  exports: readonly string[];
  /** Those of the exports that could be named instead. */
  functions: readonly string[];
};

export type HandlerModule = Readonly<Record<string, unknown>>;

/**
 * Finds a module's handler, also in a CommonJS bundle whose exports Node cannot detect in advance.
 *
 * @param wanted the export that somebody named; default: `handler`, or else `lambdaHandler`
 */
export function findHandler(module: HandlerModule, wanted?: string): FoundHandler {
  const names = wanted === undefined ? usualNames : [wanted];
  const name = names.find((each) => exportOf(module, each) !== undefined) ?? names[0] ?? '';
  const exports = Object.keys(module).filter((each) => each !== 'module.exports');
  return {
    name,
    kind: kindOf(exportOf(module, name)),
    exports,
    functions: exports.filter((each) => each !== 'default' && kindOf(module[each]) === 'function'),
  };
}

/** An export of a module, or of the object that a CommonJS bundle exports. */
export function exportOf(module: HandlerModule, name: string): unknown {
  const { default: fallback } = module as { default?: HandlerModule | null };
  return module[name] ?? fallback?.[name];
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html */
function kindOf(handler: unknown): FoundHandler['kind'] {
  if (handler === undefined) return 'missing';
  if (typeof handler !== 'function') return 'no-function';
  return handler.length >= 3 ? 'callback' : 'function';
}
