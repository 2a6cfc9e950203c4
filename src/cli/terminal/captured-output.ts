import { StringDecoder } from 'node:string_decoder';

type Write = NodeJS.WriteStream['write'];

/** The command's own output while all other output is captured. */
type CapturedOutput = {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Restores the streams, and passes on a last line without a line end. */
  release(): void;
};

/** Captures what hooks write to stdout and stderr (their logs), line by line, so that it does not break up the tree. */
export function captureOutput(onLine: (line: string) => void): CapturedOutput {
  const streams = [capture(process.stdout, onLine), capture(process.stderr, onLine)] as const;
  const [stdout, stderr] = streams;
  return {
    stdout: stdout.write,
    stderr: stderr.write,
    release: () => {
      for (const stream of streams) stream.release();
    },
  };
}

function capture(stream: NodeJS.WriteStream, onLine: (line: string) => void) {
  const original = stream.write;
  const decoder = new StringDecoder();
  let rest = '';
  const catching = (chunk: Uint8Array | string, ...more: unknown[]) => {
    rest += typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    const callback = more.find((argument) => typeof argument === 'function');
    if (callback) queueMicrotask(() => callback());
    return true;
  };
  stream.write = catching as Write;
  return {
    write: (text: string) => {
      original.call(stream, text);
    },
    release: () => {
      stream.write = original;
      if (rest !== '') onLine(rest);
    },
  };
}
