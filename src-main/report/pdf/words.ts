import type {
  RevocationReason,
  SignatureReport,
  SubIndication,
  TimestampReport,
} from '../../../shared/domain/verification.ts';

/** A heading and the sentence below it. */
export interface Said {
  readonly title: string;
  readonly text: string;
}

/** How many of each a file has. */
export interface Proofs {
  readonly signatures: number;
  /** Document timestamps. */
  readonly timestamps: number;
}

/** Those of one kind that a verdict is about, and how many of it there are. */
export interface Some {
  readonly kind: SignatureReport['kind'];
  readonly some: number;
  readonly count: number;
}

/** Everything that the printed report says, in one language. */
export interface Words {
  /** BCP 47. */
  readonly language: string;
  readonly title: string;
  readonly page: (page: number, pages: number) => string;
  readonly verdict: {
    readonly passed: (proofs: Proofs) => Said;
    readonly visual: (proofs: Proofs) => Said;
    readonly failed: (some: Some) => Said;
    readonly indeterminate: (some: Some) => Said;
    readonly unsigned: Said;
  };
  readonly document: Readonly<
    Record<'heading' | 'name' | 'signed' | 'size' | 'sha256' | 'time' | 'program' | 'status', string>
  >;
  readonly bytes: (count: number) => string;
  readonly status: Readonly<Record<'unchanged' | 'changed-permitted' | 'changed-forbidden' | 'unclear', string>>;
  readonly overview: Readonly<Record<'heading' | 'number' | 'who' | 'when' | 'proved' | 'claimed' | 'result', string>>;
  readonly indication: Readonly<Record<SignatureReport['indication'], string>>;
  readonly reasons: Readonly<Record<SubIndication, string>>;
  readonly signature: {
    readonly heading: (number: number, count: number) => string;
    readonly timestampHeading: (number: number, count: number) => string;
    readonly unknownSigner: string;
    readonly intact: string;
    readonly who: string;
    readonly issuedBy: (name: string) => string;
    readonly certificate: string;
    readonly when: string;
    readonly proved: (time: string) => string;
    readonly stated: (time: string) => string;
    readonly claimed: (time: string) => string;
    readonly noTime: string;
    readonly notProved: string;
    readonly how: string;
    readonly levels: Readonly<Record<NonNullable<SignatureReport['level']>, string>>;
    readonly noLevel: string;
    readonly revocation: string;
    readonly revocations: Readonly<Record<SignatureReport['revocation'], string>>;
    readonly covers: string;
    readonly coversRevision: (revision: number, revisions: number) => string;
    readonly coversNothing: string;
    readonly later: string;
    readonly changes: Readonly<Record<SignatureReport['changesAfter'], string>>;
    readonly certifies: string;
    readonly certified: Readonly<Record<NonNullable<SignatureReport['certify']>, string>>;
    readonly qualified: string;
    readonly field: string;
    readonly reasons: string;
    readonly noReasons: string;
  };
  readonly chain: Readonly<
    Record<'heading' | 'subject' | 'role' | 'digest' | 'signer' | 'between' | 'anchor' | 'end', string>
  >;
  readonly timestamps: Readonly<Record<'heading' | 'kind' | 'time' | 'authority' | 'result' | 'unreadable', string>>;
  readonly timestampKinds: Readonly<Record<TimestampReport['kind'], string>>;
  readonly evidence: Readonly<Record<'heading' | 'kind' | 'about' | 'from' | 'until' | 'origin', string>> & {
    readonly revoked: (name: string, time: string, reason: string) => string;
  };
  readonly revocationReasons: Readonly<Record<RevocationReason, string>>;
  readonly origins: Readonly<Record<SignatureReport['evidence'][number]['origin'], string>>;
  readonly changeList: {
    readonly heading: string;
    readonly visual: string;
    readonly revision: string;
    readonly assessment: string;
    readonly description: string;
    readonly assessments: Readonly<Record<'permitted' | 'forbidden' | 'indeterminate', string>>;
    readonly more: (count: number) => string;
    readonly onPage: (page: number) => string;
  };
  readonly setting: Readonly<
    Record<
      | 'heading'
      | 'policy'
      | 'policyDigest'
      | 'checksOff'
      | 'allChecks'
      | 'anchors'
      | 'noAnchors'
      | 'origin'
      | 'requests'
      | 'noRequests'
      | 'lists'
      | 'stale',
      string
    >
  > & { readonly list: (sequence: number, issued: string) => string };
  readonly request: Readonly<Record<'heading' | 'url' | 'purpose' | 'outcome' | 'bytes', string>>;
  readonly meaning: { readonly heading: string; readonly paragraphs: readonly string[] };
}
