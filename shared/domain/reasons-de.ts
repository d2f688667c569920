import type { SubIndication } from './verification.ts';

/** What each sub-indication of EN 319 102-1 (tables 5 to 7) means, as a person would say it: window and reports say the same. German. */
export const reasonsDe: Readonly<Record<SubIndication, string>> = {
  FORMAT_FAILURE: 'Die Signatur ist nicht so aufgebaut, wie der Standard es verlangt.',
  HASH_FAILURE: 'Der Inhalt ist nicht mehr der, der signiert wurde.',
  SIG_CRYPTO_FAILURE: 'Die Signatur passt nicht zum Schlüssel des Zertifikats.',
  REVOKED: 'Das Zertifikat war gesperrt, bevor signiert wurde.',
  EXPIRED: 'Das Zertifikat war abgelaufen.',
  NOT_YET_VALID: 'Das Zertifikat war noch nicht gültig.',
  SIG_CONSTRAINTS_FAILURE: 'Der Signatur fehlt etwas, das die Regeln verlangen.',
  CHAIN_CONSTRAINTS_FAILURE: 'Die Zertifikatskette verletzt eine Regel.',
  CERTIFICATE_CHAIN_GENERAL_FAILURE: 'Die Zertifikatskette konnte nicht geprüft werden.',
  CRYPTO_CONSTRAINTS_FAILURE: 'Ein Verfahren oder Schlüssel ist zu schwach.',
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
    'Ein Verfahren oder Schlüssel ist heute zu schwach, und kein Nachweis zeigt, dass die Signatur älter ist.',
  POLICY_PROCESSING_ERROR: 'Die Prüfregeln konnten nicht angewendet werden.',
  SIGNATURE_POLICY_NOT_AVAILABLE: 'Die Signatur nennt Regeln, die nicht vorliegen.',
  TIMESTAMP_ORDER_FAILURE: 'Die Zeitstempel widersprechen einander.',
  NO_SIGNING_CERTIFICATE_FOUND: 'Das Zertifikat des Unterzeichners fehlt.',
  NO_CERTIFICATE_CHAIN_FOUND: 'Das Zertifikat führt zu keinem Aussteller, dem hier vertraut wird.',
  NO_CERTIFICATE_CHAIN_FOUND_NO_POE: 'Das Zertifikat führt zu keinem Aussteller, dem hier vertraut wird.',
  REVOKED_NO_POE: 'Das Zertifikat ist gesperrt, und kein Nachweis zeigt, dass die Signatur älter ist.',
  REVOKED_CA_NO_POE:
    'Das Zertifikat des Ausstellers ist gesperrt, und kein Nachweis zeigt, dass die Signatur älter ist.',
  OUT_OF_BOUNDS_NOT_REVOKED: 'Das Zertifikat ist außerhalb seiner Gültigkeit, aber nicht gesperrt.',
  OUT_OF_BOUNDS_NO_POE:
    'Das Zertifikat ist außerhalb seiner Gültigkeit, und kein Nachweis zeigt, dass die Signatur älter ist.',
  REVOCATION_OUT_OF_BOUNDS_NO_POE: 'Die Sperrdaten sind außerhalb ihrer Gültigkeit.',
  NO_POE: 'Ein Nachweis der Zeit der Signatur fehlt.',
  TRY_LATER: 'Ob das Zertifikat gesperrt ist, konnte noch nicht geprüft werden.',
  SIGNED_DATA_NOT_FOUND: 'Die signierten Daten fehlen.',
  CUSTOM: 'Eine Regel dieses Programms ist nicht erfüllt.',
};
