import type { BareKey } from '../src-main/tokens/token-info.ts';
import { AUTHORITY_SENTENCE, expiryInWords } from '../src-main/workflow/certificate-fitness.ts';
import type { ListedCertificate, ListedToken } from '../src-main/workflow/token-list.ts';

/** A token and what is on it, in lines for people: certificates that can sign come first, each other with the reason why it cannot. */
export function tokenLines(token: ListedToken): string[] {
  const { label, manufacturer, model, serial, slot, initialized, pin, problem, certificates, keys, more } = token;
  if (!initialized && problem === null) {
    return [
      `  not set up yet: the token in ${slot || 'this slot'}  (${manufacturer} ${model})`,
      '            Set it up with the program of its vendor; until then nothing can be put on it.',
    ];
  }
  const number = serial === '' ? 'no serial number' : `serial ${serial}`;
  return [
    `  token ${label || 'without a label'}  (${manufacturer} ${model}, ${number})  PIN ${pin}`,
    ...(problem === null ? [] : [`    not read: ${problem}`]),
    ...certificates.toSorted((a, b) => Number(b.usable) - Number(a.usable)).flatMap(certificateLines),
    ...keys.flatMap(keyLines),
    ...(more ? MORE : []),
  ];
}

/** Where only a part of what is on a token is listed. */
const MORE = [
  '    more    The token holds more than is listed: of each kind the first 4,096 objects are read.',
  '            Where your certificate is missing, keep it on a token of its own.',
];

function keyLines({ keyId, label }: BareKey): string[] {
  return [
    `    cannot  key “${label}”`,
    `            CKA_ID ${keyId}`,
    '            No certificate is on the token for this key. Import it: countersign tokens import-certificate.',
    `            If its request was lost: countersign tokens request --key-id ${keyId}.`,
  ];
}

function certificateLines(certificate: ListedCertificate): string[] {
  const { usable, subject, key, notAfter, issuer, qualified, sha256, keyId, reason, expiresIn, authority } =
    certificate;
  const below = ' '.repeat(12);
  return [
    `    ${usable ? 'signs ' : 'cannot'}  ${subject}`,
    `${below}${key}, until ${notAfter.slice(0, 10)}, issued by ${issuer}`,
    ...(qualified === null
      ? []
      : [`${below}says that it is qualified (${qualified}); trusted lists say whether it is`]),
    `${below}sha256 ${sha256}, CKA_ID ${keyId}`,
    ...(reason === null ? [] : [`${below}${reason}`]),
    ...(usable && authority ? [`${below}${AUTHORITY_SENTENCE}`] : []),
    ...(usable && expiresIn !== null ? [`${below}${expiryInWords(expiresIn)} Order its successor.`] : []),
  ];
}
