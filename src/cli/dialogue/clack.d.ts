// As much of @clack/prompts as is used. It is loaded only when something is asked, so checking the types does not need the package.

declare module '@clack/prompts' {
  import type { Readable, Writable } from 'node:stream';

  type Streams = { input?: Readable; output?: Writable };

  export const isCancel: (answer: unknown) => answer is symbol;

  export function text(
    question: Streams & {
      message: string;
      initialValue?: string;
      placeholder?: string;
      validate?: (answer: string | undefined) => string | undefined;
    },
  ): Promise<string | symbol>;

  export function confirm(question: Streams & { message: string; initialValue?: boolean }): Promise<boolean | symbol>;

  export function autocomplete(
    question: Streams & { message: string; options: { value: string; label: string }[]; maxItems?: number },
  ): Promise<string | symbol>;
}
