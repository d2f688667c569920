import type { ERROR_EXIT } from '../../shared/contract/error-codes.ts';

/** One sentence per code: what happened and what to do. A code without its sentence does not compile. */
export type ErrorTexts = Record<keyof typeof ERROR_EXIT | 'VIEW_MISMATCH' | 'VIEW_FAILED' | 'CKR', string>;

export const enErrors: ErrorTexts = {
  USAGE: 'This cannot be done that way. Choose the action again.',
  PAGE_OUT_OF_RANGE: 'The document has no such page. Choose a page that exists.',
  RECT_INVALID: 'The mark does not fit on the page. Make it larger or move it inside the page.',
  TARGET_EQUALS_SOURCE: 'The new file cannot replace the original. Choose another name.',
  TARGET_EXISTS: 'A file of that name exists already. Choose another name.',
  FIELD_NOT_FOUND: 'The document has no such signature field. Place the mark yourself.',
  FIELD_EXISTS: 'The document already has a field of that name. Sign without naming a field.',
  FIELD_ALREADY_SIGNED: 'That field is signed already. Place a new mark.',
  INPUT_MISSING: 'The file is no longer there. Check whether it was moved, then open it again.',
  INPUT_UNREADABLE: 'You may not read this file. Check its permissions.',
  INPUT_EMPTY: 'The file is empty. Ask the sender for it again.',
  INPUT_NOT_PDF: 'This file is not a PDF. Open a PDF.',
  INPUT_TRUNCATED: 'The file is incomplete, its end is missing. Get it again from where it came.',
  PDF_DAMAGED: 'The PDF is damaged and cannot be read safely. Ask the sender for a sound copy.',
  PDF_ENCRYPTED:
    'The PDF is encrypted in a way that is not known here. Save an unencrypted copy in the program that made it, then open that.',
  PDF_ENCRYPTED_PUBLIC_KEY:
    'The PDF is encrypted for the certificates of certain recipients, which is not supported. Ask the sender for a copy without that.',
  PDF_PASSWORD_REQUIRED: 'The PDF is protected by a password. Enter its password to open it.',
  PDF_PASSWORD_WRONG: 'This password does not open the PDF. Enter another, or ask the sender for it.',
  PDF_HYBRID:
    'The two cross-reference tables of this PDF do not agree, so programs see different documents in it. Save it anew as an ordinary PDF.',
  PDF_XFA: 'The document holds an XFA form, whose look is not fixed by its pages. Print it to a PDF and sign that one.',
  REPAIR_REFUSED_SIGNED:
    'The PDF is damaged and was signed. A repair would break the signatures. Ask the sender for an undamaged copy.',
  PDF_LIMIT_EXCEEDED: 'The PDF is built in a way that exceeds the safety limits. It is not opened.',
  PAGE_NOT_RENDERED:
    'A page of this document cannot be drawn here. Look at it in another program before you rely on it.',
  PDF_UNSUPPORTED: 'The PDF uses something that is not supported yet. Save it anew in another program.',
  TOO_LARGE_FOR_XREF: 'The file is too large for its own cross-reference table. It cannot be signed in this form.',
  P12_UNREADABLE: 'The key file could not be read. Check that it is a .p12 or .pfx file.',
  P12_UNSUPPORTED: 'The key file uses an encryption that is not supported. Export it again with AES.',
  CERTIFICATE_UNREADABLE: 'The certificate could not be read. Choose a file in PEM or DER form.',
  OCSP_UNREADABLE: 'The OCSP response could not be read. Choose a file in DER form.',
  CMS_UNREADABLE: 'The file holds no readable CMS signature. Choose a .p7s file.',
  CONTAINER_DAMAGED: 'The signature container is damaged and cannot be read safely. Ask the sender for a sound copy.',
  SIGNED_CONTENT_MISSING:
    'The document that was signed does not lie beside its signature. Put both into one folder, or drop both here.',
  CRL_UNREADABLE: 'The revocation list could not be read. Choose a file in PEM or DER form.',
  IMAGE_UNREADABLE:
    'The image or handwriting for the signature could not be used. Choose a PNG or JPEG file, or draw it again.',
  TRUSTED_LIST_UNREADABLE: 'A trusted list is not readable XML. Get it anew from its publisher.',
  TRUSTED_LIST_MALFORMED: 'A trusted list lacks what every trusted list has. Get it anew from its publisher.',
  TRUSTED_LIST_VERSION: 'A trusted list is of a version that this program does not know. Get a current one.',
  TRUSTED_LIST_UNSIGNED: 'A trusted list is not signed and was not used. Get it anew from its publisher.',
  TRUSTED_LIST_SIGNATURE: 'The signature of a trusted list does not hold: the list was changed and was not used.',
  TRUSTED_LIST_WRAPPED: 'The signature of a trusted list does not cover it as it must. The list was not used.',
  TRUSTED_LIST_SIGNER: 'A trusted list is signed by somebody whom no list of lists names. It was not used.',
  TRUSTED_LIST_PIVOT:
    'A step from the published certificates to the current list of lists is missing. Import it as well.',
  TRUSTED_LIST_OLDER: 'A trusted list is older than the one that is kept. The newer one stays.',
  TRUST_UNREADABLE: 'The file holds no readable certificate. Choose a file in PEM or DER form.',
  ACTIVE_CONTENT:
    'The document carries actions or scripts, and strict signing refuses those. Save a copy without them.',
  REPORT_NOT_MADE: 'The document was not checked yet. Check it first.',
  REVISION_NOT_FOUND: 'The document has no such version. Check it again.',
  SHADOW_CONTENT:
    'The document holds hidden content that a later change could bring to light. Ask the sender for a clean copy.',
  DOCUMENT_CHANGED:
    'The file changed on the disk since it was opened. Nothing was signed; open it again and read it again.',
  DISK_FULL: 'The disk is full. Free some space, then sign again; the original is untouched.',
  TARGET_NOT_WRITABLE: 'Nothing may be written in that folder. Choose another folder.',
  CERTIFICATE_EXPIRED: 'The certificate has expired. Choose another, or ask the issuer for a new one.',
  CERTIFICATE_NOT_YET_VALID: 'The certificate is not valid yet. Check the clock of this computer, or choose another.',
  CERTIFICATE_KEY_USAGE: 'The certificate may not be used for signing. Choose another.',
  CERTIFICATE_AMBIGUOUS: 'Several certificates fit. Choose one of them.',
  CERTIFICATE_NOT_FOUND: 'The certificate is no longer there. Plug the token in again, then choose it again.',
  KEY_MISSING: 'There is no private key for this certificate. Choose another.',
  KEY_MISMATCH: 'The private key does not belong to the certificate. Choose another.',
  ALGORITHM_UNSUPPORTED: 'The key uses an algorithm that is not supported. Choose another certificate.',
  SIGNATURE_TOO_LARGE: 'The signature is larger than the space reserved for it. Report this with the code.',
  SIGNATURE_INVALID: 'The token returned a signature that does not verify. Nothing was saved; try again.',
  SIGNING_FORBIDDEN: 'An earlier signature allows no further changes. Ask its signer for a version that may be signed.',
  CERTIFY_NOT_FIRST:
    'Only the first signature of a document can certify it, and this one is signed already. Sign without certifying.',
  SEED_VALUE_UNMET:
    'The author of the field asks for something that this signature would not meet. Place a mark of your own, or sign as the field asks.',
  PERMISSION_DENIED:
    'The author of the PDF restricts what may be changed in it, and this signature is not among that. Open it with the owner password.',
  VERIFICATION_FAILED: 'The new file did not pass the check and was not saved. The original is untouched.',
  LEDGER_CORRUPT: 'The ledger is not intact. Open the ledger and verify it to see where.',
  LEDGER_BUSY: 'The ledger is in use by another program. Try again in a moment.',
  LEDGER_NEWER: 'The ledger was written by a newer version. Update Countersign.',
  LEDGER_MOVED:
    'The file of the ledger was moved, deleted or replaced while Countersign had it open. Close the window and start again.',
  LEDGER_ENTRY_NOT_FOUND: 'The ledger has no such entry. Load the list again.',
  MODULE_NOT_FOUND: 'The PKCS#11 module was not found. Check that the token’s software is installed.',
  MODULE_NOT_LOADABLE: 'The PKCS#11 module could not be loaded. Check that it is made for this kind of computer.',
  MODULE_UNTRUSTED:
    'The PKCS#11 module was not loaded: other people could have changed it. Have it installed where only administrators can write.',
  MODULE_CRASHED: 'The token’s software crashed. Plug the token in again and retry.',
  MODULE_SLOW: 'The token takes long to answer and is still being asked. If that stays so, plug it in again.',
  MODULE_TIMEOUT: 'The token did not answer in time. Plug it in again and retry.',
  MODULE_MEMORY: 'The token’s software used up too much memory and was stopped. Plug the token in again and retry.',
  MODULE_MISBEHAVED: 'The token’s software gave answers that cannot be right and was stopped. Update it, then retry.',
  MODULE_QUARANTINED:
    'The token’s software crashed three times and was put aside. Update it, then have it tried again in the list of tokens.',
  TOKEN_NOT_INITIALIZED: 'The token was never set up. Set it up with the software of its maker.',
  DRIVER_MISSING:
    'The driver of the inserted card is not installed. Install the software of the card’s maker, then look again.',
  CARD_NOT_READ:
    'No installed driver reads the inserted card. Install the software of the card’s maker, then look again.',
  TOKEN_NOT_FOUND: 'The token is no longer there. Plug it in again.',
  TOKEN_IN_USE:
    'Another window or command of this program is signing with this token. Wait until it has ended, or stop it.',
  BATCH_RUNNING: 'This batch is being signed by another window or command. Wait until it has ended.',
  BATCH_UNFINISHED: 'An earlier batch of these files is not finished. Go on with it, or forget it first.',
  BATCH_NOT_FOUND: 'This batch is no longer known. Begin it anew.',
  BATCH_TOO_LARGE: 'There is too much in “{{folder}}” and what is around it. Add the folders that you mean one by one.',
  TOKEN_AMBIGUOUS: 'Several tokens have that name. Unplug the others.',
  MECHANISM_UNSUPPORTED: 'The token cannot make this kind of signature. Choose another certificate.',
  OBJECT_NOT_FOUND: 'What was named is no longer on the token. List its content again.',
  OBJECT_EXISTS: 'The token holds this already. Nothing was changed.',
  CONFIRMATION_REQUIRED: 'This cannot be undone and was not confirmed. Nothing was changed.',
  REMOTE_REFUSED: 'The signing service refused. Ask whoever runs it, or try again later.',
  REMOTE_RESPONSE_INVALID:
    'The signing service gave an answer that cannot be used. Nothing was signed; ask whoever runs it.',
  SYSTEM_KEYS_UNAVAILABLE: 'The keys of the operating system cannot be reached. Start the program again.',
  NETWORK_OFFLINE:
    'The program is set to work without the network. Go online in the settings, or finish this later from the outbox.',
  NETWORK_UNREACHABLE:
    'A service on the network cannot be reached. Check the connection and the address, or try again later.',
  NETWORK_TIMEOUT: 'A service on the network did not answer in time. Try again later.',
  NETWORK_PROXY: 'The proxy does not let the connection through. Check the proxy in the settings.',
  NETWORK_REDIRECT:
    'A service sends the program on to an address it must not go to. Ask whoever runs the service for the right address.',
  NETWORK_TOO_LARGE:
    'A service answered with far more data than expected, so it was not taken. Ask whoever runs the service.',
  NETWORK_STATUS: 'A service on the network refused the request. Try again later, or ask whoever runs the service.',
  NETWORK_BUDGET_SPENT:
    'This service has been asked as often as it allows for now. Try again later; the outbox does it by itself.',
  TSA_UNREACHABLE:
    'No timestamp authority can be reached. Check the network and the addresses of the authorities, or try again later.',
  TSA_REFUSED: 'The timestamp authority refused to give a timestamp. Choose another authority.',
  TSA_RESPONSE_INVALID: 'The timestamp authority gave an answer that does not hold. Choose another authority.',
  POLICY_UNREADABLE: 'The file with the rules for algorithms cannot be read. Correct it or choose another.',
  SETTINGS_UNREADABLE:
    'The file with the network settings cannot be read, so nothing is asked of the network. Save the settings anew.',
  TSA_NOT_CONFIGURED:
    'This level needs a timestamp, and no timestamp authority is set up. Add one in the settings, or sign at B-B.',
  EVIDENCE_INCOMPLETE:
    'What proves that the certificates were not revoked is not complete. Check the network and the trusted certificates, then try again.',
  NOTHING_SIGNED: 'The document holds no signature that could be extended. Sign it first.',
  OUTBOX_FILE_CHANGED:
    'The signed file was changed since it was put into the outbox, so it was left alone. Extend it as it is now, and remove it from the outbox.',
  OUTBOX_FILE_MISSING:
    'The signed file is no longer where it was. Put it back, or remove it from the outbox and extend it where it is.',
  OUTBOX_ENTRY_NOT_FOUND: 'The outbox has no such entry any more. Look at the list again.',
  PIN_INCORRECT: 'The PIN is wrong. It was tried once; enter it again with care.',
  PIN_REQUIRED: 'A PIN is needed. Enter it to sign.',
  PIN_LOCKED: 'The PIN is locked. Unlock the token with its PUK in the software of its maker, or ask the issuer.',
  PIN_FINAL_TRY: 'Only one try is left. Confirm that you want to use it.',
  REMOTE_UNAUTHORIZED:
    'The signing service does not accept this PIN or one-time code. Check it before you try again: the service may lock after a few wrong ones.',
  REMOTE_TOKEN_REFUSED:
    'The signing service does not accept the access token: it may have expired. Sign in again, or get a new one from the service and give it, on the page Tokens.',
  REMOTE_TOKEN_WANTED:
    'The key is at the signing service {{host}}, whose access token is kept for one session only. Give it or sign in again, then go on.',
  REMOTE_SIGN_IN_FAILED:
    'The page of the signing service in your browser did not end in a permission: it was refused, or nobody came back from it. Start again; if it stays so, ask whoever runs the service whether the client ID is right.',
  PUK_INCORRECT: 'The code that unblocks the PIN is wrong. It was tried once; enter it again with care.',
  PUK_LOCKED: 'The code that unblocks the PIN is locked itself. Ask whoever issued the token.',
  PIN_NOT_LOCKED: 'The PIN is not locked, so the PUK was not tried. Change the PIN with the PIN itself.',
  PIN_TOO_SOON: 'Wrong PINs came too quickly one after the other. Wait a little, look the PIN up, then try again.',
  PIN_UNBLOCK_UNSUPPORTED:
    'This token’s software did not unblock the PIN: it takes no such code, or the code is locked itself. Do it with the program of its maker.',
  DOCUMENT_NOT_OPEN: 'The document is no longer open. Open it again.',
  FILE_TOO_LARGE_FOR_UPLOAD: 'The file is too large to be dropped here. Use “Open PDF…” instead.',
  BRIDGE_REFUSED: 'The program refused the request of this window. Start it again.',
  INPUT_INVALID: 'The request was not understood. Check what was entered.',
  CANCELLED: 'Cancelled. Nothing was changed.',
  TIME_LIMIT: 'The verification took too long and was stopped. Nothing is known of the file.',
  WORK_STOPPED: 'The work ended unexpectedly. Nothing was changed; try again, and report it if it happens again.',
  INTERNAL: 'Something went wrong inside the program. Nothing was changed; try again.',
  HOME_NOT_WRITABLE:
    'Countersign cannot write in its own folder. Check the permissions of that folder and the space on the disk.',
  LEDGER_KEY_UNREADABLE: 'The key of the ledger cannot be read. Check the permissions of the folder of Countersign.',
  PROOF_INVALID: 'The proof does not fit the ledger. Load the ledger again and verify it.',
  NOTE_MALFORMED: 'The checkpoint is not a readable signed note. Get it again from where it came.',
  NOTE_UNTRUSTED: 'The checkpoint was not signed by the key of this ledger. Do not rely on it.',
  WINDOW_NOT_BUILT: 'The window has not been built. Run “npm run build” and start again.',
  BROWSER_NOT_FOUND: 'No Chromium was found to show the window in. Install Chromium and start again.',
  NO_DISPLAY: 'There is no screen to show the window on. Use the command line instead.',
  VIEW_MISMATCH:
    'Two readers disagree about the pages of this file, so it is not shown: you could not be sure to sign what you see.',
  VIEW_FAILED: 'The pages could not be drawn. Close the document and open it again.',
  CKR: 'The token reported an error. Plug it in again and retry.',
};
