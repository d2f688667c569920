import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import { ckrCodeOf } from '../../shared/contract/ckr-codes.ts';
import { ckrSentence } from '../../shared/contract/ckr-sentence.ts';
import { newPinSentence } from '../../shared/domain/new-pin.ts';
import type { HostFailure } from './host/protocol.ts';
import type { HostExit } from './host-launcher.ts';
import { architectureProblem, untrusted } from './module-file.ts';

/** What an error message names: the module's path and, where one is meant, the token. */
export interface Subject {
  readonly module: string;
  readonly token?: string | undefined;
}

/** Turns what the host reports into the product's error. */
export function tokenError(failure: HostFailure, subject: Subject): AppError {
  switch (failure.kind) {
    case 'ckr':
      return ckrError(failure.function, failure.value, subject);
    case 'load':
      return notLoadable(failure.reason, subject);
    case 'open-place':
      return untrusted(subject.module, failure.reason);
    case 'token-changed':
      return new AppError(
        'TOKEN_NOT_FOUND',
        `Another token is in the slot now${named(subject)}; insert the chosen token and start again.`,
        details(subject),
      );
    case 'key-missing':
      return new AppError(
        'KEY_MISSING',
        `The token holds no private key for this certificate${named(subject)}; choose a certificate whose key is on the token.`,
        details(subject),
      );
    case 'key-not-for-signing':
      return new AppError(
        'CKR_KEY_FUNCTION_NOT_PERMITTED',
        sentence(ckrSentence('CKR_KEY_FUNCTION_NOT_PERMITTED'), named(subject)),
        { ...details(subject), function: 'C_FindObjects', value: 0x68 },
      );
    case 'last-try':
      return lastTry(subject);
    case 'so-last-try':
      return new AppError(
        'PIN_FINAL_TRY',
        `One more wrong code and the token can never be unblocked again${named(subject)}; it was not tried, confirm that you want to use the last try.`,
        details(subject),
      );
    case 'so-locked':
      return new AppError(
        'PUK_LOCKED',
        `The code that unblocks the PIN is locked itself${named(subject)}; ask whoever issued the token for a new one.`,
        details(subject),
      );
    case 'not-locked':
      return new AppError(
        'PIN_NOT_LOCKED',
        `The PIN is not locked, so the PUK was not tried${named(subject)}; change the PIN with the PIN itself.`,
        details(subject),
      );
    case 'new-pin':
      return new AppError('CKR_PIN_LEN_RANGE', newPinSentence(failure.fault), {
        ...details(subject),
        limit: failure.fault.limit,
      });
    case 'nonsense':
      return misbehaved(failure.reason, undefined, subject);
    case 'internal':
      return new AppError(
        'INTERNAL',
        `The token host failed${named(subject)}: ${failure.reason}; start the program again.`,
        details(subject),
      );
  }
}

/** The last try is left alone until the person has said that it is to be used. */
export function lastTry(subject: Subject): AppError {
  return new AppError(
    'PIN_FINAL_TRY',
    `One more wrong PIN locks the token, and without its PUK nobody can sign with it again${named(subject)}; it was not tried, confirm that you want to use the last try.`,
    details(subject),
  );
}

/** The error of a PKCS#11 return value, with the number, the function, the module and the token. */
export function ckrError(name: string, value: number, subject: Subject): AppError {
  const code = ckrCodeOf(value);
  const number = code === 'CKR_VENDOR_DEFINED' || code === 'CKR_GENERAL_ERROR' ? `, 0x${value.toString(16)}` : '';
  return new AppError(code, sentence(ckrSentence(code, name), named(subject, `${number}, ${name}`)), {
    ...details(subject),
    function: name,
    value,
  });
}

/** The host died while it was working, or before it could. */
export function crashed(exit: HostExit, doing: string, subject: Subject): AppError {
  const how = exit.startError ?? exit.signal ?? `status ${exit.status ?? 'unknown'}`;
  return new AppError(
    'MODULE_CRASHED',
    `The token module ${subject.module} crashed while ${doing} (${how}); update the module of the token’s vendor.`,
    { ...details(subject), signal: exit.signal, status: exit.status },
  );
}

/** The module did what none may. @param why goes on “it …” @param doing undefined where the module goes on */
export function misbehaved(why: string, doing: string | undefined, subject: Subject): AppError {
  const stopped = doing === undefined ? 'cannot be used' : `was stopped while ${doing}`;
  return new AppError(
    'MODULE_MISBEHAVED',
    `The token module ${subject.module} ${stopped}: it ${why}; update the module of the token’s vendor.`,
    details(subject),
  );
}

/** The host was ended from outside while it was working: by its own watch over memory, or by the system that had none left. */
export function killed(doing: string, subject: Subject): AppError {
  return new AppError(
    'MODULE_MEMORY',
    `The token module ${subject.module} was ended while ${doing}, as happens when it uses up the memory; update the module of the token’s vendor.`,
    details(subject),
  );
}

/** The host is ended between two calls since it holds too much. */
export function outOfMemory(bytes: number, subject: Subject): AppError {
  return new AppError(
    'MODULE_MEMORY',
    `The token module ${subject.module} used ${Math.round(bytes / 1e6)} MB of memory and was stopped; update the module of the token’s vendor.`,
    { ...details(subject), bytes },
  );
}

/** The module is still being asked. */
export function slow(module: string): AppError {
  return new AppError(
    'MODULE_SLOW',
    `The token module ${module} takes long to answer and is still being asked; if that stays so, reconnect its token or update it.`,
    { module: path.basename(module) },
  );
}

/** The host was killed because a call took longer than it may. */
export function timedOut(milliseconds: number, doing: string, subject: Subject): AppError {
  return new AppError(
    'MODULE_TIMEOUT',
    `The token module ${subject.module} did not answer within ${milliseconds / 1000} s while ${doing} and was stopped; reconnect the token and try again.`,
    { ...details(subject), milliseconds },
  );
}

function notLoadable(reason: string, subject: Subject): AppError {
  const architecture = architectureProblem(subject.module);
  const noEntry = /C_GetFunctionList|error 127/.test(reason) ? 'it is a library but not a PKCS#11 module' : undefined;
  const missing = /Win32 error 126/.test(reason) ? 'a library that it needs is missing' : undefined;
  return new AppError(
    'MODULE_NOT_LOADABLE',
    `The token module ${subject.module} cannot be loaded: ${architecture ?? noEntry ?? missing ?? reason}; install the module for this computer from the token’s vendor.`,
    { ...details(subject), isPkcs11: noEntry === undefined },
  );
}

function sentence(text: string, inside: string): string {
  return `${text.replace(/\.$/, '')}${inside}.`;
}

function named({ module, token }: Subject, more = ''): string {
  return ` (${token === undefined ? '' : `token “${token}”, `}module ${path.basename(module)}${more})`;
}

function details({ module, token }: Subject): { module: string; token?: string } {
  return { module: path.basename(module), ...(token === undefined ? {} : { token }) };
}
