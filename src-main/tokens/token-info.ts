/** What a token says of its user PIN (CKF_USER_PIN_*; PKCS#11 v3.1, table 6). A module that reports nothing says `ok`. */
export type TokenPinState = 'ok' | 'count-low' | 'final-try' | 'locked' | 'to-be-changed' | 'unknown';

/** The PINs of a token at one moment. */
export interface TokenPinFacts {
  /** As a change of it meets it: on its last try where it is to be changed, too. */
  readonly user: TokenPinState;
  /** Of the security officer, who can set a new PIN for the user. */
  readonly officer: TokenPinState;
  /** Typed on the reader, or in a window of the module. */
  readonly protectedPath: boolean;
  readonly loginRequired: boolean;
  /** Length of a PIN, bytes; null where the token does not say. */
  readonly shortest: number | null;
  readonly longest: number | null;
}

/** The library itself (CK_INFO). */
export interface ModuleInfo {
  readonly manufacturer: string;
  readonly description: string;
  /** "2.6" */
  readonly version: string;
}

/** A certificate on a token, and what can be known of its key before the login. */
export interface TokenCertificate {
  /** DER. */
  readonly certificate: Uint8Array;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  /** CKA_ID, lower-case hexadecimal; may be empty. */
  readonly keyId: string;
  readonly label: string;
  /** Whether a private key with the same CKA_ID is there; `unknown` where the token shows its private keys only after the login. */
  readonly privateKey: 'yes' | 'no' | 'unknown';
  /** CKA_ALWAYS_AUTHENTICATE: the token wants the PIN for each signature. */
  readonly pinPerSignature: 'yes' | 'no' | 'unknown';
}

/** A key that no certificate on its token has the CKA_ID of: nothing can be signed with it until one is imported. */
export interface BareKey {
  /** CKA_ID, lower-case hexadecimal; not empty. */
  readonly keyId: string;
  readonly label: string;
}

/** A token that is there, and no more than that. */
export interface PresentToken {
  /** CK_SLOT_ID as this module counts now. */
  readonly slotId: number;
  /** CK_SLOT_INFO.slotDescription: of many modules the name of the reader. */
  readonly slot: string;
  readonly label: string;
  readonly serial: string;
}

/** One token in one slot. Name it by its serial, never by the slot: slots are renumbered at will. */
export interface TokenInfo {
  /** CK_SLOT_ID as this module counts now. */
  readonly slotId: number;
  readonly slotDescription: string;
  readonly slotManufacturer: string;
  readonly label: string;
  readonly serial: string;
  readonly manufacturer: string;
  readonly model: string;
  /** CK_FLAGS of CK_TOKEN_INFO. */
  readonly flags: number;
  /** False for an empty token that was never set up. */
  readonly initialized: boolean;
  readonly pinState: TokenPinState;
  readonly loginRequired: boolean;
  /** The PIN is typed on the reader; C_Login gets none. */
  readonly protectedPath: boolean;
  /** CKM_* values that can sign. */
  readonly signMechanisms: readonly number[];
  readonly certificates: readonly TokenCertificate[];
  /** Told by their public halves where private keys show themselves only after the login. */
  readonly bareKeys: readonly BareKey[];
  /** True where it holds more objects of a kind than are read of one: what is beyond is not listed. */
  readonly more: boolean;
  /** Set where the token's content could not be read: name of the return value and of the function. */
  readonly problem: { readonly code: string; readonly function: string; readonly value: number } | null;
}
