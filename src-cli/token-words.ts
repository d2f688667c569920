import { expiryInWords } from '../src-main/workflow/certificate-fitness.ts';
import type { ListedCertificate, ListedToken } from '../src-main/workflow/token-list.ts';

/** A token and what is on it, in lines for people: certificates that can sign come first, each other with the reason why it cannot. */
export function tokenLines(token: ListedToken): string[] {
  const { label, manufacturer, model, serial, pin, problem, certificates } = token;
  const number = serial === '' ? 'no serial number' : `serial ${serial}`;
  return [
    `  token ${label || 'without a label'}  (${manufacturer} ${model}, ${number})  PIN ${pin}`,
    ...(problem === null ? [] : [`    not read: ${problem}`]),
    ...certificates.toSorted((a, b) => Number(b.usable) - Number(a.usable)).flatMap(certificateLines),
  ];
}

function certificateLines(certificate: ListedCertificate): string[] {
  const { usable, subject, key, notAfter, issuer, qualified, sha256, keyId, reason, expiresIn } = certificate;
  const below = ' '.repeat(12);
  return [
    `    ${usable ? 'signs ' : 'cannot'}  ${subject}`,
    `${below}${key}, until ${notAfter.slice(0, 10)}, issued by ${issuer}`,
    ...(qualified === null
      ? []
      : [`${below}says that it is qualified (${qualified}); trusted lists say whether it is`]),
    `${below}sha256 ${sha256}, CKA_ID ${keyId}`,
    ...(reason === null ? [] : [`${below}${reason}`]),
    ...(usable && expiresIn !== null ? [`${below}${expiryInWords(expiresIn)} Order its successor.`] : []),
  ];
}
