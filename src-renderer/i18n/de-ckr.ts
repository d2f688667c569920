import type { CkrCode } from '../../shared/contract/ckr-codes.ts';

/** What people meet of PKCS#11 in German. A return value that is not here is told of as a fault of the token, with its code beside it. */
export const deCkr: Partial<Record<CkrCode, string>> = {
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
    'Das Token wurde während der Arbeit abgezogen. Stecken Sie es wieder ein und wiederholen Sie die Signatur.',
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
  CKR_PIN_EXPIRED: 'Die PIN ist abgelaufen. Ändern Sie sie mit der Software des Herstellers.',
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
};
