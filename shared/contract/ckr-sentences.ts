import type { CKR } from './ckr-codes.ts';

/** What each PKCS#11 return value means for a person and what to do about it: one sentence with its full stop. */
export const CKR_SENTENCE: Readonly<Record<keyof typeof CKR, string>> = {
  CKR_OK: 'The token did what it was asked.',
  CKR_CANCEL: 'The operation was cancelled; start it again when you are ready.',
  CKR_HOST_MEMORY: 'The token module ran out of memory; close other programs and try again.',
  CKR_SLOT_ID_INVALID: 'The slot does not exist any more; connect the reader again and list the tokens anew.',
  CKR_GENERAL_ERROR: 'The token module reports a general error; remove the token, insert it again and retry.',
  CKR_FUNCTION_FAILED:
    'The token could not perform the function, which says nothing about the PIN; remove the token, insert it again and retry.',
  CKR_ARGUMENTS_BAD: 'The token module refused the arguments of the call; update the module of the token’s vendor.',
  CKR_NO_EVENT: 'No token was inserted or removed since the last look.',
  CKR_NEED_TO_CREATE_THREADS:
    'The token module insists on threads of its own; update the module of the token’s vendor.',
  CKR_CANT_LOCK: 'The token module cannot lock itself against parallel use; close other programs that use the token.',
  CKR_ATTRIBUTE_READ_ONLY: 'The token does not allow this attribute to be changed; leave the object as it is.',
  CKR_ATTRIBUTE_SENSITIVE: 'The token keeps this attribute of the key to itself; use the key on the token.',
  CKR_ATTRIBUTE_TYPE_INVALID: 'The token does not know this attribute; update the module of the token’s vendor.',
  CKR_ATTRIBUTE_VALUE_INVALID: 'The token refused the value of an attribute; check the object that was to be written.',
  CKR_ACTION_PROHIBITED: 'The token’s policy prohibits this action on the object; ask whoever issued the token.',
  CKR_DATA_INVALID: 'The token refused the data to be signed; choose another signature algorithm.',
  CKR_DATA_LEN_RANGE:
    'The data to be signed is too long or too short for this key; choose another hash or another key.',
  CKR_DEVICE_ERROR: 'The token or its reader has a fault; reconnect it, and try another USB port or reader.',
  CKR_DEVICE_MEMORY: 'The token has no memory left; close other programs that use it or remove objects from it.',
  CKR_DEVICE_REMOVED: 'The token was pulled out during the work; insert it again and start anew.',
  CKR_ENCRYPTED_DATA_INVALID: 'The encrypted data is not valid; obtain it again from its source.',
  CKR_ENCRYPTED_DATA_LEN_RANGE: 'The encrypted data has the wrong length; obtain it again from its source.',
  CKR_AEAD_DECRYPT_FAILED: 'The encrypted data was altered or belongs to another key; obtain it again from its source.',
  CKR_FUNCTION_CANCELED: 'The request was cancelled at the token or its PIN pad; start it again when you are ready.',
  CKR_FUNCTION_NOT_PARALLEL: 'The token runs no function in parallel; try again when its current work is done.',
  CKR_FUNCTION_NOT_SUPPORTED:
    'The token module does not support this function; update the module of the token’s vendor.',
  CKR_KEY_HANDLE_INVALID: 'The key is not there any more; insert the token again and choose the key anew.',
  CKR_KEY_SIZE_RANGE: 'The token does not support a key of this size; choose another key.',
  CKR_KEY_TYPE_INCONSISTENT:
    'The key is of another type than the signature algorithm needs; choose another key or algorithm.',
  CKR_KEY_NOT_NEEDED: 'The token was given a key that it does not need; update the module of the token’s vendor.',
  CKR_KEY_CHANGED: 'A key on the token has changed during the work; choose the key anew.',
  CKR_KEY_NEEDED: 'The token needs a key to continue the work; choose the key anew.',
  CKR_KEY_INDIGESTIBLE: 'The token cannot hash this key; choose another key.',
  CKR_KEY_FUNCTION_NOT_PERMITTED:
    'The token does not permit signing with this key; choose a key that is meant for signatures.',
  CKR_KEY_NOT_WRAPPABLE: 'The key cannot be wrapped for export; use it on the token.',
  CKR_KEY_UNEXTRACTABLE: 'The key cannot leave the token; use it on the token.',
  CKR_MECHANISM_INVALID:
    'The token does not offer this signature mechanism for the key; choose another algorithm or token.',
  CKR_MECHANISM_PARAM_INVALID: 'The token refused the parameters of the signature mechanism; choose another algorithm.',
  CKR_OBJECT_HANDLE_INVALID:
    'The object is not on the token any more; insert the token again and list its content anew.',
  CKR_OPERATION_ACTIVE: 'The token is still busy with an earlier operation; remove it, insert it again and retry.',
  CKR_OPERATION_NOT_INITIALIZED: 'The token has lost the operation that was begun; start it anew.',
  CKR_PIN_INCORRECT: 'The PIN is wrong; check it before you try again, because the token locks after a few wrong PINs.',
  CKR_PIN_INVALID: 'The PIN has characters that the token does not accept; check what kind of PIN the token has.',
  CKR_PIN_LEN_RANGE: 'The PIN is too short or too long for this token; check it before you try again.',
  CKR_PIN_EXPIRED: 'The PIN has expired; change it before you sign (countersign tokens pin change).',
  CKR_PIN_LOCKED:
    'The PIN is locked after too many wrong tries; unblock it with the PUK in the software of the token’s vendor.',
  CKR_SESSION_CLOSED: 'The token closed the session during the work; start it anew.',
  CKR_SESSION_COUNT: 'The token has too many open sessions; close other programs that use it.',
  CKR_SESSION_HANDLE_INVALID:
    'The session with the token is over, perhaps because it was pulled out; insert it and start anew.',
  CKR_SESSION_PARALLEL_NOT_SUPPORTED:
    'The token does not support parallel sessions; update the module of the token’s vendor.',
  CKR_SESSION_READ_ONLY: 'The session with the token is read-only; nothing can be written to it.',
  CKR_SESSION_EXISTS: 'A session with the token is still open; close other programs that use it.',
  CKR_SESSION_READ_ONLY_EXISTS: 'A read-only session with the token is still open; close other programs that use it.',
  CKR_SESSION_READ_WRITE_SO_EXISTS:
    'An administrator’s session with the token is still open; close the token’s administration program.',
  CKR_SIGNATURE_INVALID: 'The token found the signature not valid; do not use it.',
  CKR_SIGNATURE_LEN_RANGE: 'The signature has a length that the key cannot give; do not use it.',
  CKR_TEMPLATE_INCOMPLETE: 'The token misses an attribute of the object to be written; complete the object.',
  CKR_TEMPLATE_INCONSISTENT: 'The attributes of the object to be written contradict each other; correct the object.',
  CKR_TOKEN_NOT_PRESENT: 'The token is not in its reader; insert it and try again.',
  CKR_TOKEN_NOT_RECOGNIZED:
    'The module does not recognise the token in the reader; choose the module of the token’s own vendor.',
  CKR_TOKEN_WRITE_PROTECTED: 'The token is write-protected; use another token.',
  CKR_UNWRAPPING_KEY_HANDLE_INVALID: 'The key for unwrapping is not on the token; choose another key.',
  CKR_UNWRAPPING_KEY_SIZE_RANGE:
    'The key for unwrapping has a size that the token does not support; choose another key.',
  CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT: 'The key for unwrapping is of the wrong type; choose another key.',
  CKR_USER_ALREADY_LOGGED_IN: 'The user is logged in to the token already; continue without the PIN.',
  CKR_USER_NOT_LOGGED_IN:
    'The token has forgotten the login; enter the PIN again, and allow the vendor’s PIN cache for batches.',
  CKR_USER_PIN_NOT_INITIALIZED: 'The token has no user PIN yet; set one with the software of the token’s vendor.',
  CKR_USER_TYPE_INVALID: 'The token does not know this kind of login; update the module of the token’s vendor.',
  CKR_USER_ANOTHER_ALREADY_LOGGED_IN: 'Somebody else is logged in to the token; close other programs that use it.',
  CKR_USER_TOO_MANY_TYPES: 'Too many kinds of users are logged in to the token; close other programs that use it.',
  CKR_WRAPPED_KEY_INVALID: 'The wrapped key is not valid; obtain it again from its source.',
  CKR_WRAPPED_KEY_LEN_RANGE: 'The wrapped key has the wrong length; obtain it again from its source.',
  CKR_WRAPPING_KEY_HANDLE_INVALID: 'The key for wrapping is not on the token; choose another key.',
  CKR_WRAPPING_KEY_SIZE_RANGE: 'The key for wrapping has a size that the token does not support; choose another key.',
  CKR_WRAPPING_KEY_TYPE_INCONSISTENT: 'The key for wrapping is of the wrong type; choose another key.',
  CKR_RANDOM_SEED_NOT_SUPPORTED: 'The token accepts no seed for its random numbers; continue without one.',
  CKR_RANDOM_NO_RNG: 'The token has no source of random numbers; use another token.',
  CKR_DOMAIN_PARAMS_INVALID: 'The token does not support the parameters of this key; choose another key.',
  CKR_CURVE_NOT_SUPPORTED: 'The token does not support the elliptic curve of this key; choose another key.',
  CKR_BUFFER_TOO_SMALL:
    'The token gave more bytes than a signature of this key can have; update the module of the token’s vendor.',
  CKR_SAVED_STATE_INVALID: 'The token cannot resume the saved state; repeat the signature.',
  CKR_INFORMATION_SENSITIVE: 'The token does not give out this information; use the key on the token.',
  CKR_STATE_UNSAVEABLE: 'The token cannot save its state; repeat the signature.',
  CKR_CRYPTOKI_NOT_INITIALIZED: 'The token module was not initialised; start the program again.',
  CKR_CRYPTOKI_ALREADY_INITIALIZED: 'The token module was initialised already; continue.',
  CKR_MUTEX_BAD: 'The token module has a damaged lock; start the program again.',
  CKR_MUTEX_NOT_LOCKED: 'The token module released a lock that it did not hold; start the program again.',
  CKR_NEW_PIN_MODE: 'The token wants a new PIN; set one with the software of the token’s vendor.',
  CKR_NEXT_OTP: 'The token wants the next one-time password; wait for it and enter that one.',
  CKR_EXCEEDED_MAX_ITERATIONS: 'The token gave up after too many iterations; repeat the signature.',
  CKR_FIPS_SELF_TEST_FAILED: 'The token’s self-test failed; do not use it, and ask whoever issued it.',
  CKR_LIBRARY_LOAD_FAILED:
    'The token module could not load a library it needs; install the software of the token’s vendor again.',
  CKR_PIN_TOO_WEAK: 'The token finds the PIN too weak; set a stronger one with the software of the token’s vendor.',
  CKR_PUBLIC_KEY_INVALID: 'The token finds the public key not valid; choose another key.',
  CKR_FUNCTION_REJECTED: 'The request was refused at the token or its PIN pad; start it again and confirm it there.',
  CKR_TOKEN_RESOURCE_EXCEEDED:
    'The token has no resources left for this work; close other programs that use it and try again.',
  CKR_OPERATION_CANCEL_FAILED: 'The token could not cancel its operation; remove it and insert it again.',
  CKR_KEY_EXHAUSTED: 'The key has made all the signatures it may make; use another key.',
  CKR_PENDING: 'The token has not finished its work though it was waited for; update the module of the token’s vendor.',
  CKR_SESSION_ASYNC_NOT_SUPPORTED:
    'The token does not work in the background; update the module of the token’s vendor.',
  CKR_SEED_RANDOM_REQUIRED:
    'The token wants a seed for its random numbers first; give it one with the software of the token’s vendor.',
  CKR_OPERATION_NOT_VALIDATED:
    'The token’s policy permits only what its maker had validated, and this is not; choose another algorithm or key.',
  CKR_TOKEN_NOT_INITIALIZED: 'The token was never set up; set it up with the software of the token’s vendor.',
  CKR_PARAMETER_SET_NOT_SUPPORTED: 'The token does not support the parameter set of this key; choose another key.',
  CKR_VENDOR_DEFINED: 'The token module reports an error that only its vendor can explain; give the vendor the number.',
};
