import type { Command } from 'commander';

/** Refuses a flag with an empty value, which in a script is a variable that is not set: `--region "$REGION"` must not mean another Region. */
export function refuseEmpty(command: Command): void {
  for (const option of command.options) {
    if (!option.required) continue;
    // After commander's own listener, so that a flag that reads its value says itself what to write.
    command.on(`option:${option.name()}`, (value: string) => {
      if (value === '') {
        const advice = 'write a value, or leave it out';
        command.error(`error: option '${option.flags}' argument '' is invalid. ${advice}`);
      }
    });
  }
}
