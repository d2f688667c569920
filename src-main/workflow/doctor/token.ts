import { certificateId } from '../../../shared/contract/ids.ts';
import { commonName } from '../../../shared/domain/common-name.ts';
import type { CertificateFault, DoctorCertificate } from '../../../shared/domain/doctor.ts';
import type { Certificate } from '../../cms/certificate.ts';
import { forChainOnly, readableCertificate } from '../../tokens/choice.ts';
import type { TokenCertificate, TokenInfo } from '../../tokens/token-info.ts';
import { canSignFor } from '../../tokens/tokens.ts';
import { certificateFault, expiresIn, qualifiedFor } from '../certificate-fitness.ts';
import { type Found, failed, ok, skipped, type Way, warning } from './steps.ts';

interface Read {
  readonly item: TokenCertificate;
  readonly certificate: Certificate;
  /** Of the certificate itself. */
  readonly fault: Exclude<CertificateFault, 'key-missing'> | null;
}

/** Walks from the token to its keys and says what is on it. */
export function walkToken(way: Way, token: TokenInfo, now: Date): DoctorCertificate[] {
  if (!way.add(tokenStep(token))) return [];
  const all = token.certificates.flatMap((item): Read[] => {
    const certificate = readableCertificate(item.certificate);
    return certificate === undefined ? [] : [{ item, certificate, fault: certificateFault(certificate, now) }];
  });
  const forChain = forChainOnly(token.certificates);
  const own = all.filter(({ item }) => !forChain.has(item.sha256));
  const listed = own.map(listedCertificate);
  if (!way.add(certificatesStep(own, token, now))) return listed;
  const fit = own.filter(({ fault }) => fault === null);
  if (!way.add(keysStep(fit, token))) return listed;
  way.add(skipped('TRIAL_NOT_ASKED'));
  return listed;
}

/** Last characters of a serial number, enough to tell one's own tokens apart. */
const SHOWN_OF_SERIAL = 4;

/** The name of the slot, in which no more of the serial number is told than elsewhere: SoftHSM, for one, makes the names of its slots of that. */
export function shownSlot({ slotDescription, serial }: Pick<TokenInfo, 'slotDescription' | 'serial'>): string {
  const known = serial.toLowerCase();
  return slotDescription.replace(/[0-9a-z]+/gi, (word) => {
    const end = word.slice(-SHOWN_OF_SERIAL - 1).toLowerCase();
    return end.length > SHOWN_OF_SERIAL && known.includes(end) ? `…${word.slice(-SHOWN_OF_SERIAL)}` : word;
  });
}

function tokenStep(token: TokenInfo): Found {
  const { problem, initialized, pinState, loginRequired, serial, model } = token;
  const facts = { model, serial: serial.length > SHOWN_OF_SERIAL ? `…${serial.slice(-SHOWN_OF_SERIAL)}` : '' };
  if (problem !== null) return failed('TOKEN_UNREADABLE', facts, problem.code);
  if (!initialized) return failed('TOKEN_NOT_INITIALIZED', facts);
  switch (pinState) {
    case 'locked':
      return failed('TOKEN_PIN_LOCKED', facts, 'CKR_PIN_LOCKED');
    case 'final-try':
      return warning('TOKEN_PIN_FINAL_TRY', facts);
    case 'count-low':
      return warning('TOKEN_PIN_COUNT_LOW', facts);
    case 'to-be-changed':
      return failed('TOKEN_PIN_TO_BE_CHANGED', facts, 'CKR_PIN_EXPIRED');
    case 'unknown':
      return loginRequired ? warning('TOKEN_PIN_NOT_SET', facts) : ok('TOKEN_READY', facts);
    case 'ok':
      return ok('TOKEN_READY', facts);
  }
}

function certificatesStep(own: readonly Read[], { bareKeys }: TokenInfo, now: Date): Found {
  if (own.length === 0) {
    return bareKeys.length === 0
      ? failed('CERTIFICATES_NONE')
      : failed('CERTIFICATES_KEY_ONLY', { count: bareKeys.length });
  }
  const facts = { count: own.length };
  const fit = own.filter(({ fault }) => fault === null);
  if (fit.length === 0) {
    const faults = own.map(({ fault }) => fault);
    const latest = own.map(({ certificate }) => certificate.notAfter.toISOString().slice(0, 10)).sort();
    if (faults.includes('expired')) return failed('CERTIFICATES_EXPIRED', { ...facts, until: latest.at(-1) ?? '' });
    return failed(
      faults.includes('not-yet-valid') ? 'CERTIFICATES_NOT_YET_VALID' : 'CERTIFICATES_NOT_FOR_SIGNING',
      facts,
    );
  }
  // One that ends soon is no trouble beside one that does not.
  const soon = fit.map(({ certificate }) => expiresIn(certificate, now));
  const days = Math.max(...soon.map((left) => left ?? Number.POSITIVE_INFINITY));
  const usable = { ...facts, usable: fit.length };
  return Number.isFinite(days)
    ? warning('CERTIFICATE_EXPIRES_SOON', { ...usable, days })
    : ok('CERTIFICATES_FOUND', usable);
}

function keysStep(fit: readonly Read[], token: TokenInfo): Found {
  const withKey = fit.filter(({ item }) => item.privateKey !== 'no');
  if (withKey.length === 0) return failed('KEYS_NONE', {}, 'KEY_MISSING');
  if (!withKey.some(({ item }) => canSignFor(item.certificate, token))) {
    return failed('KEYS_NO_MECHANISM', {}, 'MECHANISM_UNSUPPORTED');
  }
  const seen = withKey.filter(({ item }) => item.privateKey === 'yes').length;
  return seen === 0 ? ok('KEYS_HIDDEN') : ok('KEYS_FOUND', { count: seen });
}

function listedCertificate({ item, certificate, fault }: Read): DoctorCertificate {
  return {
    id: certificateId.parse(item.sha256),
    key: certificate.keyName,
    // Who signed for themselves is a person, and persons are not named here.
    issuer: certificate.isSelfSigned ? '' : commonName(certificate.issuer),
    notAfter: certificate.notAfter.toISOString(),
    qualified: qualifiedFor(certificate),
    fault: fault ?? (item.privateKey === 'no' ? 'key-missing' : null),
  };
}
