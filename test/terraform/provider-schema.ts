import schema from './provider-schema.json' with { type: 'json' };

type Block = Readonly<Record<string, unknown>>;

/** The arguments of Terraform itself, which every resource can have. */
const metaArguments = ['count', 'for_each', 'depends_on', 'lifecycle', 'provider'];

/**
 * What a resource has that its provider does not know, and what it lacks although it is required, such as `deployment_configuration.lifecycle_hooks`.
 *
 * @param content - the resource as the parser writes it in JSON: a block is a list of its bodies
 */
export function wrongArguments(type: keyof typeof schema.resources, content: Block): string[] {
  const known = { ...schema.resources[type], ...Object.fromEntries(metaArguments.map((name) => [name, 'any'])) };
  return wrongIn(known, content, '');
}

function wrongIn(known: Block, content: Block, path: string): string[] {
  const given = Object.entries(content).flatMap(([name, value]) =>
    name === 'dynamic' ? dynamicBlocks(value) : [[name, value] as const],
  );
  const absent = Object.keys(known).filter(
    (name) => String(known[name]).startsWith('required ') && !given.some(([each]) => each === name),
  );
  return [
    ...absent.map((name) => `${path}${name} is absent`),
    ...given.flatMap(([name, value]) => {
      const inner = known[name];
      if (inner === undefined) return [`${path}${name}`];
      if (typeof inner === 'string') return [];
      return [value].flat().flatMap((body) => wrongIn(inner as Block, body as Block, `${path}${name}.`));
    }),
  ];
}

/** `dynamic "lifecycle_hook" { for_each = …  content { … } }` makes blocks of that name. */
function dynamicBlocks(value: unknown): (readonly [string, unknown])[] {
  const blocks = Object.entries(value as Readonly<Record<string, readonly { content: unknown }[]>>);
  return blocks.flatMap(([name, bodies]) => bodies.map(({ content }) => [name, content] as const));
}
