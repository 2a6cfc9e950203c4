/** The parts of a request are described where their schemas are. */
export const smokeSources: readonly string[] = ['src/checks/smoke/config/*.ts', 'src/checks/smoke/**/*-config.ts'];
