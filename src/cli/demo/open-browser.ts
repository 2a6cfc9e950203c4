import { spawn } from 'node:child_process';

type Place = {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** Whether somebody sits in front of a terminal. */
  isTerminal: boolean;
};

/**
 * The command that opens an address in the browser of the person who started ours; undefined if nobody is there to see it: in CI, without a
 * terminal, or on a Linux without a desktop.
 */
export function browserCommand(
  url: string,
  { platform, env, isTerminal }: Place,
): readonly [string, ...string[]] | undefined {
  const isCi = env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false';
  if (!isTerminal || isCi) return undefined;
  switch (platform) {
    case 'darwin':
      return ['open', url];
    case 'win32':
      // The empty string is the title of the window.
      return ['cmd', '/c', 'start', '""', url];
    default:
      return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open', url] : undefined;
  }
}

/** Opens it, and does not wait. The address is printed as well, so nothing is said if that fails. */
export function openBrowser(url: string, place: Place): void {
  const [command, ...args] = browserCommand(url, place) ?? [];
  if (command === undefined) return;
  const opened = spawn(command, args, { detached: true, stdio: 'ignore' });
  opened.on('error', () => {});
  opened.unref();
}
