export type ProbeOutcome =
  | ProbeAnswer
  /** Nothing, or only part of an answer, came back; it says nothing about what runs there. */
  | {
      kind: 'transport';
      problem: string;
      cause: unknown;
      /** Certainly not a byte of the request was sent. Otherwise it may have been carried out. */
      isUnsent?: true | undefined;
    }
  /** It was not sent, and never will be. */
  | { kind: 'refused'; problem: string };

export type ProbeAnswer = {
  kind: 'answer';
  status: number;
  /** From sending to the end of the body, or to where reading stopped. */
  tookMs: number;
  /** Its first MiB. */
  body: Buffer;
  /** `whole`; `cut` at a MiB; `late` if the time was up before its end. */
  bodyEnd: 'whole' | 'cut' | 'late';
  /** Such as `gzip`; undefined for a plain body, which is what was asked for. */
  contentEncoding: string | undefined;
  /** By their names in lower case; a header that was sent twice has two values. */
  headers: Readonly<Record<string, readonly string[] | undefined>>;
  /** From sending to the first byte of the answer; of the last answer if redirects were followed. Undefined if it was not measured. */
  firstByteMs?: number | undefined;
  /** The redirects that were followed, in their order: the status of each, and the absolute URL that it led to. */
  redirects?: readonly ProbeRedirect[] | undefined;
  /** The certificate that the server identified itself with; undefined without TLS. */
  certificate?: ProbeCertificate | undefined;
  /** What is wrong with it in any case, as clauses: a redirect that was not followed, a service that is not healthy. */
  faults?: readonly string[] | undefined;
  /** What people should know about it although it is not wrong, as clauses: a certificate that was not verified. */
  notes?: readonly string[] | undefined;
};

export type ProbeRedirect = { status: number; location: string };

export type ProbeCertificate = {
  /** Until it expires, rounded down; negative after that. */
  daysToExpiry: number;
  /** Common name of who issued it, such as `Amazon RSA 2048 M02`. */
  issuer: string;
  /** Common name that it is for. */
  subject: string;
  /** Whether an authority that is trusted issued it, for this name and time. */
  verified?: boolean | undefined;
};
