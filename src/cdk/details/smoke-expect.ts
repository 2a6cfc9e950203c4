// Written by npm run schemas from the schemas of the hooks.

import type { JsonValue } from '../../hook/json.ts';

export type JsonExpectation =
  | string
  | number
  | boolean
  | null
  | {
      readonly '=='?: string | number | boolean | null | readonly JsonValue[] | Readonly<Record<string, JsonValue>>;
      readonly '!='?: string | number | boolean | null | readonly JsonValue[] | Readonly<Record<string, JsonValue>>;
      readonly '>'?: number;
      readonly '>='?: number;
      readonly '<'?: number;
      readonly '<='?: number;
      readonly exists?: boolean;
      readonly count?:
        | number
        | {
            readonly '=='?: number;
            readonly '!='?: number;
            readonly '>'?: number;
            readonly '>='?: number;
            readonly '<'?: number;
            readonly '<='?: number;
          };
      readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'null';
      /** A list of values. */
      readonly oneOf?: readonly (
        | string
        | number
        | boolean
        | null
        | readonly JsonValue[]
        | Readonly<Record<string, JsonValue>>
      )[];
      /** A regular expression. */
      readonly matches?: string;
      readonly contains?: string;
      readonly notContains?: string;
      readonly startsWith?: string;
      readonly endsWith?: string;
      readonly prefixOf?: string;
      readonly not?: JsonExpectation;
    };

export type NumberExpectation =
  | number
  | {
      readonly '=='?: number;
      readonly '!='?: number;
      readonly '>'?: number;
      readonly '>='?: number;
      readonly '<'?: number;
      readonly '<='?: number;
    };

export type HeaderExpectation =
  | string
  | {
      readonly '=='?: string;
      readonly '!='?: string;
      readonly '>'?: number;
      readonly '>='?: number;
      readonly '<'?: number;
      readonly '<='?: number;
      /** A list of values. */
      readonly oneOf?: readonly string[];
      /** A regular expression. */
      readonly matches?: string;
      readonly contains?: string;
      readonly notContains?: string;
      readonly startsWith?: string;
      readonly endsWith?: string;
      readonly prefixOf?: string;
      readonly exists?: boolean;
      readonly count?: NumberExpectation;
      readonly not?: HeaderExpectation;
    };

export type TextExpectation =
  | string
  | {
      readonly '=='?: string;
      readonly '!='?: string;
      readonly '>'?: number;
      readonly '>='?: number;
      readonly '<'?: number;
      readonly '<='?: number;
      /** A list of values. */
      readonly oneOf?: readonly string[];
      /** A regular expression. */
      readonly matches?: string;
      readonly contains?: string;
      readonly notContains?: string;
      readonly startsWith?: string;
      readonly endsWith?: string;
      readonly prefixOf?: string;
      readonly not?: TextExpectation;
    };

export type SmokeExpect = {
  /** An object of header names and values. */
  readonly header?: Readonly<Record<string, HeaderExpectation>>;
  /** An object of cookie names and values. */
  readonly cookie?: Readonly<Record<string, HeaderExpectation>>;
  /** An object of paths and values. */
  readonly json?: Readonly<Record<string, JsonExpectation>>;
  /** A JSON Schema. */
  readonly schema?: Readonly<Record<string, JsonValue>>;
  readonly body?: TextExpectation;
  /** An object with count or location. */
  readonly redirects?: {
    readonly count?: NumberExpectation;
    readonly location?: TextExpectation | readonly TextExpectation[];
  };
  /** An object with daysToExpiry. */
  readonly tls?: {
    readonly daysToExpiry?: NumberExpectation;
  };
  /** A whole number from 1 to 60000. */
  readonly maxFirstByteMillis?: number;
};
