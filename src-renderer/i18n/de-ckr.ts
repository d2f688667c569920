import type { CkrCode } from '../../shared/contract/ckr-codes.ts';
import { type CkrOfPin, ckrMeaning } from '../../shared/contract/ckr-meaning.ts';

/** What people meet of PKCS#11 in German. A return value that is not here is told of as a fault of the token, with its code beside it. */
const ALL: Partial<Record<CkrCode, string>> = {
  CKR_CANCEL: 'Der Vorgang wurde abgebrochen. Beginnen Sie erneut, wenn Sie bereit sind.',
  CKR_FUNCTION_CANCELED:
    'Die Anfrage wurde am Token oder an seinem PIN-Pad abgebrochen. Beginnen Sie erneut, wenn Sie bereit sind.',
  CKR_FUNCTION_REJECTED:
    'Die Anfrage wurde am Token abgelehnt. Beginnen Sie erneut und bestätigen Sie sie, wenn Sie einverstanden sind.',
  CKR_GENERAL_ERROR:
    'Die Software des Tokens meldet einen allgemeinen Fehler. Ziehen Sie das Token ab, stecken Sie es wieder ein und versuchen Sie es erneut.',
  CKR_FUNCTION_FAILED:
    'Das Token konnte die Funktion nicht ausführen, was nichts über die PIN sagt. Stecken Sie es neu ein und versuchen Sie es erneut.',
  CKR_HOST_MEMORY:
    'Der Software des Tokens fehlt Speicher. Schließen Sie andere Programme und versuchen Sie es erneut.',
  CKR_SLOT_ID_INVALID: 'Den Steckplatz gibt es nicht mehr. Schließen Sie den Leser wieder an und suchen Sie neu.',
  CKR_CANT_LOCK:
    'Die Software des Tokens verträgt keine gleichzeitige Nutzung. Schließen Sie andere Programme, die das Token benutzen.',
  CKR_ACTION_PROHIBITED: 'Die Regeln des Tokens verbieten diesen Vorgang. Fragen Sie den Aussteller.',
  CKR_DEVICE_ERROR:
    'Das Token oder sein Leser hat einen Fehler. Schließen Sie es neu an, auch an einer anderen Buchse oder mit einem anderen Leser.',
  CKR_DEVICE_MEMORY: 'Dem Token fehlt Speicher. Schließen Sie andere Programme, die es benutzen.',
  CKR_DEVICE_REMOVED:
    'Das Token wurde während der Arbeit abgezogen. Stecken Sie es wieder ein und beginnen Sie erneut.',
  CKR_FUNCTION_NOT_SUPPORTED: 'Die Software des Tokens kann das nicht. Holen Sie beim Hersteller eine neue Fassung.',
  CKR_KEY_HANDLE_INVALID:
    'Der Schlüssel ist nicht mehr da. Stecken Sie das Token wieder ein und wählen Sie ihn noch einmal.',
  CKR_KEY_SIZE_RANGE: 'Das Token kann mit einem Schlüssel dieser Länge nicht arbeiten. Wählen Sie einen anderen.',
  CKR_KEY_TYPE_INCONSISTENT: 'Der Schlüssel passt nicht zum Verfahren der Signatur. Wählen Sie ein anderes Zertifikat.',
  CKR_KEY_FUNCTION_NOT_PERMITTED: 'Mit diesem Schlüssel darf nicht signiert werden. Wählen Sie einen anderen.',
  CKR_MECHANISM_INVALID: 'Das Token kennt dieses Verfahren nicht. Wählen Sie ein anderes Zertifikat.',
  CKR_OPERATION_ACTIVE:
    'Das Token ist noch mit etwas anderem beschäftigt. Versuchen Sie es erneut, wenn es damit fertig ist.',
  CKR_PIN_INCORRECT:
    'Die PIN ist falsch. Prüfen Sie sie, bevor Sie es erneut versuchen: Nach wenigen falschen PINs sperrt sich das Token.',
  CKR_PIN_INVALID:
    'Die PIN hat Zeichen, die das Token nicht annimmt. Prüfen Sie, welche Art von PIN das Token verlangt.',
  CKR_PIN_LEN_RANGE: 'Die PIN ist zu kurz oder zu lang für das Token. Prüfen Sie ihre Länge.',
  CKR_PIN_EXPIRED: 'Die PIN ist abgelaufen. Ändern Sie sie, bevor Sie signieren.',
  CKR_PIN_LOCKED:
    'Die PIN ist gesperrt. Entsperren Sie das Token mit der PUK in der Software des Herstellers, oder fragen Sie den Aussteller.',
  CKR_PIN_TOO_WEAK: 'Das Token hält die PIN für zu schwach. Wählen Sie mit der Software des Herstellers eine stärkere.',
  CKR_USER_PIN_NOT_INITIALIZED: 'Das Token hat noch keine PIN. Vergeben Sie eine mit der Software des Herstellers.',
  CKR_USER_NOT_LOGGED_IN: 'Das Token hat die Anmeldung vergessen. Signieren Sie erneut und geben Sie die PIN ein.',
  CKR_USER_ANOTHER_ALREADY_LOGGED_IN:
    'Am Token ist ein anderer Benutzer angemeldet. Schließen Sie andere Programme, die das Token benutzen.',
  CKR_SESSION_CLOSED: 'Die Verbindung zum Token wurde getrennt. Stecken Sie es neu ein und versuchen Sie es erneut.',
  CKR_SESSION_COUNT:
    'Das Token hat zu viele Verbindungen. Schließen Sie andere Programme, die es benutzen, und versuchen Sie es erneut.',
  CKR_SESSION_HANDLE_INVALID:
    'Die Verbindung zum Token ging verloren. Stecken Sie es neu ein und versuchen Sie es erneut.',
  CKR_TOKEN_NOT_PRESENT: 'Es steckt kein Token. Stecken Sie es ein und versuchen Sie es erneut.',
  CKR_TOKEN_NOT_RECOGNIZED:
    'Das Token wird nicht erkannt. Stecken Sie es richtig herum ein und prüfen Sie, ob seine Software dazu passt.',
  CKR_TOKEN_WRITE_PROTECTED: 'Das Token ist schreibgeschützt. Benutzen Sie den Schlüssel, wie er ist.',
  CKR_TOKEN_RESOURCE_EXCEEDED:
    'Das Token ist überlastet. Schließen Sie andere Programme, die es benutzen, und versuchen Sie es erneut.',
  CKR_LIBRARY_LOAD_FAILED: 'Die Software des Tokens konnte einen Teil von sich nicht laden. Installieren Sie sie neu.',
  CKR_KEY_EXHAUSTED: 'Der Schlüssel darf keine weiteren Signaturen leisten. Fragen Sie den Aussteller.',
  CKR_ARGUMENTS_BAD:
    'Die Software des Tokens hat die Anfrage nicht verstanden. Holen Sie beim Hersteller eine neue Fassung.',
  CKR_NEED_TO_CREATE_THREADS:
    'Die Software des Tokens verlangt eigene Threads. Holen Sie beim Hersteller eine neue Fassung.',
  CKR_ATTRIBUTE_READ_ONLY: 'Das Token lässt diese Angabe nicht ändern. Lassen Sie das Objekt, wie es ist.',
  CKR_ATTRIBUTE_SENSITIVE:
    'Das Token behält diese Angabe des Schlüssels für sich. Benutzen Sie den Schlüssel auf dem Token.',
  CKR_ATTRIBUTE_TYPE_INVALID:
    'Das Token kennt diese Angabe nicht. Holen Sie beim Hersteller eine neue Fassung seiner Software.',
  CKR_ATTRIBUTE_VALUE_INVALID: 'Das Token nimmt eine Angabe nicht an. Prüfen Sie, was geschrieben werden sollte.',
  CKR_DATA_INVALID: 'Das Token nimmt nicht an, was signiert werden soll. Wählen Sie ein anderes Zertifikat.',
  CKR_DATA_LEN_RANGE:
    'Was signiert werden soll, ist für diesen Schlüssel zu lang oder zu kurz. Wählen Sie einen anderen.',
  CKR_MECHANISM_PARAM_INVALID:
    'Das Token nimmt die Parameter des Verfahrens nicht an. Wählen Sie ein anderes Zertifikat.',
  CKR_OBJECT_HANDLE_INVALID:
    'Das Objekt ist nicht mehr auf dem Token. Stecken Sie das Token wieder ein und suchen Sie neu.',
  CKR_OPERATION_NOT_INITIALIZED: 'Das Token hat den begonnenen Vorgang vergessen. Beginnen Sie erneut.',
  CKR_OPERATION_CANCEL_FAILED:
    'Der begonnene Vorgang ließ sich nicht abbrechen. Ziehen Sie das Token ab, stecken Sie es wieder ein und versuchen Sie es erneut.',
  CKR_SESSION_PARALLEL_NOT_SUPPORTED:
    'Das Token verträgt keine gleichzeitigen Verbindungen. Schließen Sie andere Programme, die es benutzen.',
  CKR_SESSION_READ_ONLY:
    'Die Verbindung zum Token darf nur lesen. Schließen Sie andere Programme, die es benutzen, und versuchen Sie es erneut.',
  CKR_SESSION_EXISTS: 'Eine Verbindung zum Token ist noch offen. Schließen Sie andere Programme, die es benutzen.',
  CKR_SESSION_READ_ONLY_EXISTS:
    'Eine Verbindung zum Token, die nur lesen darf, ist noch offen. Warten Sie, bis die Signatur fertig ist, und versuchen Sie es erneut.',
  CKR_SESSION_READ_WRITE_SO_EXISTS:
    'Am Token ist der Verwalter angemeldet. Beenden Sie das Programm, das es verwaltet, und versuchen Sie es erneut.',
  CKR_TEMPLATE_INCOMPLETE:
    'Dem Token fehlen Angaben zu dem, was geschrieben werden soll. Prüfen Sie, was geschrieben werden sollte.',
  CKR_TEMPLATE_INCONSISTENT:
    'Die Angaben zu dem, was geschrieben werden soll, widersprechen einander. Prüfen Sie, was geschrieben werden sollte.',
  CKR_USER_ALREADY_LOGGED_IN:
    'Am Token ist schon jemand angemeldet. Stecken Sie es neu ein und versuchen Sie es erneut.',
  CKR_USER_TYPE_INVALID: 'Das Token kennt diese Art von Benutzer nicht. Benutzen Sie die Software des Herstellers.',
  CKR_USER_TOO_MANY_TYPES:
    'Am Token sind schon Benutzer anderer Art angemeldet. Schließen Sie andere Programme, die es benutzen.',
  CKR_DOMAIN_PARAMS_INVALID:
    'Das Token nimmt die Parameter des Schlüssels nicht an. Wählen Sie eine andere Art von Schlüssel.',
  CKR_CURVE_NOT_SUPPORTED: 'Das Token kennt diese elliptische Kurve nicht. Wählen Sie eine andere Art von Schlüssel.',
  CKR_BUFFER_TOO_SMALL:
    'Die Antwort des Tokens ist länger, als sie sein dürfte. Holen Sie beim Hersteller eine neue Fassung seiner Software.',
  CKR_CRYPTOKI_NOT_INITIALIZED: 'Die Software des Tokens ist nicht bereit. Starten Sie das Programm neu.',
  CKR_FIPS_SELF_TEST_FAILED: 'Das Token hat seine Selbstprüfung nicht bestanden. Fragen Sie den Aussteller.',
  CKR_VENDOR_DEFINED:
    'Das Token meldet einen Fehler, den nur sein Hersteller kennt. Fragen Sie ihn mit der Nummer des Fehlers.',
  CKR_RANDOM_NO_RNG: 'Das Token hat keine Quelle für Zufallszahlen. Benutzen Sie ein anderes Token.',
  CKR_PENDING:
    'Das Token ist mit seiner Arbeit nicht fertig, obwohl darauf gewartet wurde. Holen Sie beim Hersteller eine neue Fassung seiner Software.',
  CKR_SESSION_ASYNC_NOT_SUPPORTED:
    'Das Token arbeitet nicht im Hintergrund. Holen Sie beim Hersteller eine neue Fassung seiner Software.',
  CKR_SEED_RANDOM_REQUIRED:
    'Das Token will zuerst einen Startwert für seine Zufallszahlen. Geben Sie ihn mit der Software des Herstellers ein.',
  CKR_OPERATION_NOT_VALIDATED:
    'Die Regeln des Tokens lassen nur geprüfte Verfahren zu, und dieses ist es nicht. Wählen Sie einen anderen Schlüssel.',
  CKR_TOKEN_NOT_INITIALIZED: 'Das Token wurde nie eingerichtet. Richten Sie es mit der Software des Herstellers ein.',
  CKR_PARAMETER_SET_NOT_SUPPORTED:
    'Das Token kennt die Parameter dieses Schlüssels nicht. Wählen Sie einen anderen Schlüssel.',
};

/** The same where a PIN was given. */
const OF_PIN: Readonly<Record<CkrOfPin, string>> = {
  CKR_DATA_INVALID:
    'Das Token kann mit der PIN in dieser Form nichts anfangen. Prüfen Sie, aus welchen Zeichen seine PINs bestehen, bevor Sie es erneut versuchen.',
  CKR_DATA_LEN_RANGE:
    'Das Token nimmt keine PIN dieser Länge oder Form an, was nicht sagt, ob sie stimmt. Prüfen Sie, wie lang seine PINs sind, bevor Sie es erneut versuchen.',
  CKR_USER_NOT_LOGGED_IN:
    'Das Token nimmt die PIN in seinem jetzigen Zustand nicht an. Ziehen Sie es ab, stecken Sie es wieder ein und versuchen Sie es erneut.',
};
const OF_OTHER_WORK =
  'Das Token hat die PIN aus einem Grund abgelehnt, der zu anderer Arbeit gehört. Ob sie stimmt, ist nicht bekannt: Prüfen Sie, wie viele Versuche übrig sind, bevor Sie es erneut versuchen.';

/** Undefined for what people do not meet. @param name the function that gave it, where it is known */
export function germanCkr(code: CkrCode, name?: unknown): string | undefined {
  const meaning = ckrMeaning(code, name);
  return meaning.of === 'pin' ? OF_PIN[meaning.code] : meaning.of === 'all' ? ALL[code] : OF_OTHER_WORK;
}
