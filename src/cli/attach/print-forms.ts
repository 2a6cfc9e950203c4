/** The forms in which a list of hooks can be printed. */
export const printForms = ['json', 'cli', 'ecspresso', 'cloudformation', 'cdk', 'terraform'] as const;

export type PrintForm = (typeof printForms)[number];
