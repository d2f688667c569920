import type { DoctorSentences } from './doctor-sentences.ts';

/** What the doctor says. English. */
export const doctorEn: DoctorSentences = {
  title: 'Countersign {version} on {system}, {time}',
  noReader: 'No reader',
  next: 'Next',
  pinPad: 'with a PIN pad',
  until: 'until {date}',
  qualified: 'qualified by its own account',
  states: { ok: 'ok', warning: 'look', failed: 'FAILED', skipped: '-' },
  steps: {
    reader: 'Reader',
    card: 'Card',
    driver: 'Driver',
    architecture: 'Made for this computer',
    slot: 'Slot',
    token: 'Token',
    certificates: 'Certificates',
    keys: 'Private keys',
    trial: 'Trial signature',
  },
  faults: {
    'key-missing': 'no private key',
    'key-usage': 'not for signing',
    expired: 'expired',
    'not-yet-valid': 'not valid yet',
  },
  findings: {
    READER_FOUND: { says: 'Found: {reader}.', next: null },
    READER_NONE: {
      says: 'No card reader is connected.',
      next: 'Plug in the reader or the USB token. If it is plugged in, try another socket, without a hub, and install the driver of its maker.',
    },
    READER_SERVICE_ABSENT: {
      says: 'The smart card service of this computer is not installed or not running.',
      next: 'On Linux install and start pcscd (for example: apt install pcscd libccid). On Windows start the service “Smart Card”. Then plug the reader in anew.',
    },
    READER_UNKNOWN: {
      says: 'The smart card service could not be asked.',
      next: 'Start the computer again. If this stays, install the smart card service anew.',
    },
    READER_NOT_NEEDED: { says: 'No reader is needed.', next: null },
    CARD_PRESENT: { says: 'A card is in {reader}. {card} Answer to reset: {atr}', next: null },
    CARD_ABSENT: {
      says: 'No card is in the reader.',
      next: 'Insert the card, chip first and facing up, until it clicks.',
    },
    CARD_MUTE: {
      says: 'The card in {reader} does not answer.',
      next: 'Turn the card round, wipe its contacts and insert it again. If it stays silent in other readers too, it is broken: ask its issuer.',
    },
    CARD_IN_USE: {
      says: 'Another program keeps the card in {reader} to itself.',
      next: 'Close other programs that use the card, then try again.',
    },
    CARD_NOT_NEEDED: { says: 'No card is needed.', next: null },
    DRIVER_FOUND: { says: '{product} {module}', next: null },
    DRIVER_GENERAL: {
      says: '{product} reads the card ({module}). The driver of its maker, {better}, is not installed.',
      next: 'If signing fails, install {better}: it is known to work best with this card.',
    },
    DRIVER_MISSING: {
      says: 'The card is known ({card}), but no driver for it is installed.',
      next: 'Install {product}, then look again.',
    },
    DRIVER_NOT_KNOWN: {
      says: 'No installed driver knows the card in {reader} (answer to reset {atr}).',
      next: 'Install the driver (PKCS#11 module) of whoever issued the card. If it is installed in an unusual place, name it with --module or add it in the window.',
    },
    DRIVER_GONE: {
      says: 'The driver {module} is not there.',
      next: 'Check the path, or install the driver again.',
    },
    DRIVER_UNTRUSTED: {
      says: 'The driver {module} was not loaded: others than you and administrators could have changed it.',
      next: 'Have the file and the folders above it belong to root or to you, writable by nobody else.',
    },
    ARCHITECTURE_FITS: { says: 'Loaded: {description} {version}', next: null },
    ARCHITECTURE_OTHER: {
      says: 'The driver {module} is made for {machines} and this program for {program}.',
      next: 'Install the maker’s driver for {program}, or this program for {machines}.',
    },
    DRIVER_NO_LIBRARY: {
      says: '{module} is no library of any system.',
      next: 'Name the PKCS#11 module itself, not a shortcut, an installer or a text file.',
    },
    DRIVER_NO_PKCS11: {
      says: '{module} is a library, but not a PKCS#11 module.',
      next: 'Name the PKCS#11 module of the token’s maker; its manual says which file that is.',
    },
    DRIVER_NOT_LOADABLE: {
      says: 'The driver {module} cannot be loaded.',
      next: 'A library that it needs is missing or too old. Install the driver again with its own installer.',
    },
    DRIVER_CRASHED: {
      says: 'The driver {module} crashes when it is loaded.',
      next: 'Update it with the newest version of its maker.',
    },
    DRIVER_HANGS: {
      says: 'The driver {module} does not answer and was stopped.',
      next: 'Plug the token out and in, close other programs that use it, then try again.',
    },
    DRIVER_REFUSES: {
      says: 'The driver {module} refuses to start.',
      next: 'Its settings are missing or wrong. Check them, or install it again.',
    },
    DRIVER_SET_ASIDE: {
      says: 'The driver {module} crashed three times and is not loaded any more.',
      next: 'Update it, or allow it again: countersign tokens --retry-module PATH.',
    },
    SLOT_FOUND: { says: '{slot}', next: null },
    SLOT_NONE: {
      says: 'The driver {module} shows no token.',
      next: 'Plug in the token. If it is plugged in, this is not its driver.',
    },
    SLOT_CARD_NOT_SEEN: {
      says: 'The driver {module} does not see the card in {reader}.',
      next: 'This is most likely not the driver for this card. Install that of whoever issued it.',
    },
    SLOT_UNREADABLE: {
      says: 'The driver {module} cannot list its tokens.',
      next: 'Plug the token out and in, then try again.',
    },
    TOKEN_READY: { says: '{model} {serial}', next: null },
    TOKEN_NOT_INITIALIZED: {
      says: 'The token is empty: it was never set up. {model}',
      next: 'Set it up with the program of its maker, or ask its issuer whether it was handed out too early.',
    },
    TOKEN_UNREADABLE: {
      says: 'The token is there but cannot be read. {model}',
      next: 'Plug it out and in. If that does not help, it needs another driver or is broken.',
    },
    TOKEN_PIN_LOCKED: {
      says: 'The PIN of the token is locked. {model} {serial}',
      next: 'Unblock it with the PUK: countersign tokens pin unblock, or the program of its maker.',
    },
    TOKEN_PIN_FINAL_TRY: {
      says: 'Only ONE try of the PIN is left. {model} {serial}',
      next: 'Look the PIN up before you type it: a wrong one locks the token.',
    },
    TOKEN_PIN_COUNT_LOW: {
      says: 'A wrong PIN was typed since the last right one. {model} {serial}',
      next: 'Type the right PIN once; then all tries are there again.',
    },
    TOKEN_PIN_TO_BE_CHANGED: {
      says: 'The token wants its PIN changed before it signs. {model} {serial}',
      next: 'Change it: on the page “Tokens” of the window, or countersign tokens pin change.',
    },
    TOKEN_PIN_NOT_SET: {
      says: 'The token says that no PIN is set. {model} {serial}',
      next: 'If signing fails, set a PIN with the program of its maker.',
    },
    CERTIFICATES_FOUND: { says: '{usable} of {count} can be signed with.', next: null },
    CERTIFICATE_EXPIRES_SOON: {
      says: '{usable} of {count} can be signed with, for {days} more days.',
      next: 'Order a new certificate in time.',
    },
    CERTIFICATES_NONE: {
      says: 'No certificate is on the token.',
      next: 'Have the certificate written to it by its issuer, or import it: countersign tokens import-certificate.',
    },
    CERTIFICATES_KEY_ONLY: {
      says: 'Keys are on the token ({count}), but no certificate for them.',
      next: 'Import the certificate that the issuer sent. If the request for it was lost, make it again: on the page “Tokens” of the window, or countersign tokens request.',
    },
    CERTIFICATES_NOT_FOR_SIGNING: {
      says: 'None of the {count} certificates is made for signing documents.',
      next: 'Order a certificate for signing. One for logging in or for encryption cannot sign.',
    },
    CERTIFICATES_EXPIRED: {
      says: 'Every certificate for signing has expired, the last one on {until}.',
      next: 'Have the certificate renewed by its issuer. If it should still be valid, check the clock of this computer.',
    },
    CERTIFICATES_NOT_YET_VALID: {
      says: 'The certificate is not valid yet.',
      next: 'Check the clock of this computer; otherwise wait until the certificate begins.',
    },
    KEYS_FOUND: { says: '{count} found.', next: null },
    KEYS_HIDDEN: { says: 'The token shows its keys only after the PIN.', next: null },
    KEYS_NONE: {
      says: 'No private key belongs to the certificates on the token.',
      next: 'The key is on another token, or was never made on this one. Ask the issuer.',
    },
    KEYS_NO_MECHANISM: {
      says: 'The driver offers no way to sign with this kind of key.',
      next: 'Use the driver of the token’s maker, in its newest version.',
    },
    TRIAL_NOT_ASKED: {
      says: 'Not made: it would need the PIN.',
      next: 'Make one: countersign doctor --trial, or the button in the window.',
    },
    TRIAL_NOT_RISKED: {
      says: 'Not made: only one try of the PIN is left, and a test is not worth it.',
      next: 'Sign when you are sure of the PIN.',
    },
    TRIAL_GOOD: { says: 'Made and verified against the certificate ({algorithm}).', next: null },
    TRIAL_PIN_WRONG: {
      says: 'The PIN was wrong. It was tried once.',
      next: 'Look the PIN up before you try again: a few wrong ones lock the token.',
    },
    TRIAL_PIN_REFUSED: {
      says: 'The PIN was not accepted.',
      next: 'The line below says why.',
    },
    TRIAL_KEY_MISSING: {
      says: 'After the PIN no private key for the certificate was found.',
      next: 'The certificate was put on the wrong token. Ask its issuer.',
    },
    TRIAL_KEY_MISMATCH: {
      says: 'The token signed, but with a key that does not belong to the certificate.',
      next: 'Have the certificate issued anew for the key on the token.',
    },
    TRIAL_FAILED: {
      says: 'The token did not sign.',
      next: 'The line below says why. If it stays, install the driver of the token’s maker.',
    },
    TRIAL_CANCELLED: { says: 'Cancelled.', next: null },
    NOT_REACHED: { says: 'Not reached.', next: null },
  },
};
