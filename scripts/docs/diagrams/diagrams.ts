import type { Diagram } from './diagram.ts';
import { checkDiagrams } from './flows/check-diagrams.ts';
import { peopleDiagrams } from './flows/people-diagrams.ts';
import { resultDiagrams } from './flows/result-diagrams.ts';

/** The flows of the architecture page, in its order. Places that are Greenlight's have names of the template, which a test checks. */
export const diagrams: readonly Diagram[] = [...peopleDiagrams, ...checkDiagrams, ...resultDiagrams];
