import type { PauseConfig } from '../pause-bridge/configuration/pause-configuration.ts';

/** The pause bridge of a stack. */
export type PauseBridgeFacts = {
  /** Which pauses it asks people about; `off` if the stack has none. */
  asks: 'off' | 'configured' | 'all';
  /** The name of the account's parameter. */
  prefix: string;
  /** Whether the tags of a service count. */
  readsTags: boolean;
};

/** Who is asked about a pause, at each of its stages. */
export type PauseAsking = { asks: PauseBridgeFacts['asks']; stages: readonly PauseAtStage[] } | { unread: string };

/** `source` names the parameter, or the tags; undefined if nothing configures the pause there. */
export type PauseAtStage = { stage: string } & (
  | { source: undefined }
  | { source: string; problem: string }
  | {
      source: string;
      problem: undefined;
      config: PauseConfig;
      /** Deputies whose votes could never count on this stack; missing if that is not known. */
      unprovenDeputies?: readonly string[];
    }
);
