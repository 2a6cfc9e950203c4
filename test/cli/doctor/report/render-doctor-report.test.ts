import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Outcome, on } from '../../../../src/cli/doctor/facts/outcome.ts';
import { reportOf } from '../../../../src/cli/doctor/report/doctor-report.ts';
import { type ReportStyle, renderDoctorReport } from '../../../../src/cli/doctor/report/render-doctor-report.ts';

const service = { cluster: 'prod-cluster', service: 'retail-ui' };

const outcomes: readonly Outcome[] = [
  on('app', 'stack-not-settled', 'greenlight').fine('CREATE_COMPLETE'),
  on('hooks', 'hook-fails-open', 'lifecycleHooks[0] smoke').found(
    'lifecycleHooks[0].timeoutConfiguration.action is CONTINUE',
    'set it to "ROLLBACK" in hooks.json, then send it: aws ecs update-service --deployment-configuration file://hooks.json',
  ),
  on('alarms', 'alarm-missing', 'gone').found('lifecycleHooks[1] names it', 'correct the name'),
  on('alarms', 'alarm-missing', 'gone').found('lifecycleHooks[1] names it', 'correct the name'),
  on('roles', 'invoke-role-trust', 'invoke').unseen('you are not allowed to call iam:GetRole', 'iam:GetRole'),
  on('roles', 'invoke-role-missing', 'invoke').unseen('you are not allowed to call iam:GetRole', 'iam:GetRole'),
];

const report = reportOf({ stack: 'greenlight', region: 'eu-central-1', service }, outcomes);

function render(style: Partial<ReportStyle> = {}): string {
  const whole = { colour: false, columns: 80, verbose: false, elsewhere: (command: string) => command, ...style };
  return renderDoctorReport(report, whole).join('\n');
}

describe('reportOf', () => {
  test('puts errors first, and lists duplicates once', () => {
    expect(report.findings.map(({ id, severity }) => [severity, id])).toEqual([
      ['error', 'alarm-missing'],
      ['warning', 'hook-fails-open'],
    ]);
    expect(report.summary).toEqual({ errors: 1, warnings: 1, notes: 0, fine: 1, notChecked: 2 });
  });

  test('states the consequence of each finding', () => {
    expect(report.findings[1]).toMatchObject({
      title: 'a hook that runs out of time lets the deployment through',
      why: expect.stringContaining('opens silently'),
      fix: expect.stringContaining('aws ecs update-service'),
    });
  });
});

describe('renderReport', () => {
  test('names the page about the message of ECS that a finding leads to', () => {
    const twice = on('traffic', 'target-group-twice', 'blue').found('loadBalancers names it twice', 'name another');
    const style = { colour: false, columns: 80, verbose: false, elsewhere: (command: string) => command };
    const lines = renderDoctorReport(
      reportOf({ stack: 'greenlight', region: 'eu-central-1', service }, [twice]),
      style,
    );

    expect(lines).toContain('    docs   docs/troubleshooting.md#target-group-twice');
    expect(render()).not.toContain('docs/');
  });

  test('shows findings by group, what was not checked, and what to allow', () => {
    expect(render()).toBe(
      `prod-cluster/retail-ui, stack greenlight, eu-central-1

Roles that call hooks
  ? not checked: you are not allowed to call iam:GetRole
         - whether the role that calls a hook does not trust ecs.amazonaws.com
           (invoke)
         - whether the role that ECS assumes to call a hook does not exist
           (invoke)

Hooks of the service
  ▲ warning: a hook that runs out of time lets the deployment through
    found  lifecycleHooks[0].timeoutConfiguration.action is CONTINUE
    why    with action CONTINUE a gate that nobody answers, or that cannot
           check, opens silently
    fix    set it to "ROLLBACK" in hooks.json
    rule   hook-fails-open

Alarms
  ✖ error: an alarm that is watched does not exist
    found  gone: lifecycleHooks[1] names it
    why    the alarm check fails or waits in vain; ECS itself would never see it
           go off
    fix    correct the name
    rule   alarm-missing

hooks.json holds all hooks of the service. Save, change and send them:
  aws ecs describe-services --cluster prod-cluster --services retail-ui \\
    --query 'services[0].deploymentConfiguration.{lifecycleHooks:lifecycleHooks}' \\
    > hooks.json
  aws ecs update-service --cluster prod-cluster --service retail-ui \\
    --deployment-configuration file://hooks.json

To have the rest checked, allow iam:GetRole

1 error, 1 warning, 1 fine, 2 not checked`,
    );
  });

  test('lists passed checks if asked to', () => {
    expect(render()).not.toContain('CREATE_COMPLETE');
    expect(render({ verbose: true })).toContain('  ✔ fine: greenlight: CREATE_COMPLETE (stack-not-settled)');
  });

  test('says nothing by colour alone', () => {
    const coloured = render({ colour: true });

    expect(coloured).toContain('\u001B[31m');
    expect(stripVTControlCharacters(coloured)).toBe(render());
  });

  test('treats strings from AWS as plain text', () => {
    const hostile = [on('alarms', 'alarm-missing', 'x\u001B[2Jy\n').found('a\u0007\nb', 'c')];
    const style = { colour: false, columns: 80, verbose: false, elsewhere: (command: string) => command };

    const lines = renderDoctorReport(reportOf({ stack: 's', region: 'r', service: undefined }, hostile), style);

    for (const line of lines) expect(line).not.toMatch(/\p{Cc}/u);
  });
});
