/** Greenlight's own hooks. */
export const hookKinds = ['approval', 'smoke', 'alarms', 'gate', 'browser'] as const;

export type HookKind = (typeof hookKinds)[number];

/** Those with a flag of their name. A gate has `--checks`, because `--gate` names a gate of any kind. */
export const flaggedKinds = ['approval', 'smoke', 'alarms', 'browser'] as const satisfies readonly HookKind[];

/** What template.yaml calls what belongs to a hook. The browser hook is in browser/template.yaml, which has no parameter for defaults. */
export const templateNames: Readonly<Record<HookKind, { service: string; defaultsParameter: string }>> = {
  // The service is what a function calls itself (POWERTOOLS_SERVICE_NAME), and the end of its log group's name.
  approval: { service: 'approval-hook', defaultsParameter: 'ApprovalDefaultsParameter' },
  smoke: { service: 'smoke-hook', defaultsParameter: 'SmokeDefaultsParameter' },
  alarms: { service: 'alarm-hook', defaultsParameter: 'AlarmDefaultsParameter' },
  gate: { service: 'gate-hook', defaultsParameter: 'GateDefaultsParameter' },
  browser: { service: 'browser-hook', defaultsParameter: 'BrowserDefaultsParameter' },
};
