// Written by npm run schemas from the schemas of the hooks.

/** What the change-window check can be configured with. */
export type ChangeWindowDetails = {
  /** The IANA time zone of all windows and freezes without one of their own, such as `Europe/Berlin`; `UTC` is one, `+01:00` is not. */
  readonly timeZone?: string;
  /** 1 to 20 windows; it is open in any of them. Default: always open, except for freezes and calendars. */
  readonly windows?: readonly {
    /** The IANA time zone of all windows and freezes without one of their own, such as `Europe/Berlin`; `UTC` is one, `+01:00` is not. */
    readonly timeZone?: string;
    /** The days on which it opens, in the zone. Default Monday to Friday. */
    readonly days?: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    /** Its first day, or the moment at which it begins. */
    readonly from: string;
    /** When it closes. Before `from`: on the next day. If the time comes twice, at the second one. */
    readonly to: string;
  }[];
  /** 1 to 50 times in which it is closed even within a window. Default none. */
  readonly freezes?: readonly {
    /** What people read about it: `Black Friday`. */
    readonly name: string;
    /** The IANA time zone of all windows and freezes without one of their own, such as `Europe/Berlin`; `UTC` is one, `+01:00` is not. */
    readonly timeZone?: string;
    /** Its first day, or the moment at which it begins. */
    readonly from: string;
    /** Its last day, which belongs to it, or the moment at which it ends. */
    readonly until: string;
  }[];
  /** 1 to 20 change calendars of AWS Systems Manager, by name, or by ARN if they are shared or in another Region. All of them have to be OPEN in addition to windows and freezes. Default none. */
  readonly calendars?: readonly string[];
  /** What happens while it is closed: `wait` until it opens, or `fail` at once. Default `wait`. */
  readonly onClosed?: 'wait' | 'fail';
  /** The longest time to wait, from the gate's first call: 1 to 1430 minutes. Then it fails. Default 720, which is 12 hours. */
  readonly waitMinutes?: number;
  /** Reports what the check finds and never blocks: instead of a fail, an error or an endless wait the check passes with a reason that begins with "dry run". Such a pass does not count inside `any`. A wrong configuration still fails. Default false. */
  readonly dryRun?: boolean;
  /** What happens if the check cannot tell, for example because there was too little traffic: `fail`, `wait` until it can (until ECS ends the stage), or, only in a gate-hook, `ask` people. Default `fail`. */
  readonly onInconclusive?: 'fail' | 'wait' | 'ask';
};
