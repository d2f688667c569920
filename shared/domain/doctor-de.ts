import type { DoctorSentences } from './doctor-sentences.ts';

/** What the doctor says. German. */
export const doctorDe: DoctorSentences = {
  title: 'Countersign {version} auf {system}, {time}',
  noReader: 'Kein Leser',
  next: 'Weiter',
  pinPad: 'mit PIN-Tastatur',
  until: 'bis {date}',
  qualified: 'nach eigener Angabe qualifiziert',
  states: { ok: 'gut', warning: 'Hinweis', failed: 'FEHLER', skipped: '-' },
  steps: {
    reader: 'Leser',
    card: 'Karte',
    driver: 'Treiber',
    architecture: 'Für diesen Computer',
    slot: 'Steckplatz',
    token: 'Token',
    certificates: 'Zertifikate',
    keys: 'Private Schlüssel',
    trial: 'Probesignatur',
  },
  faults: {
    'key-missing': 'kein privater Schlüssel',
    'key-usage': 'nicht zum Signieren',
    expired: 'abgelaufen',
    'not-yet-valid': 'noch nicht gültig',
  },
  findings: {
    READER_FOUND: { says: 'Gefunden: {reader}.', next: null },
    READER_NONE: {
      says: 'Es ist kein Kartenleser angeschlossen.',
      next: 'Stecken Sie den Leser oder das USB-Token ein. Steckt er schon, versuchen Sie eine andere Buchse ohne Verteiler und installieren Sie den Treiber des Herstellers.',
    },
    READER_SERVICE_ABSENT: {
      says: 'Der Chipkartendienst dieses Computers ist nicht installiert oder läuft nicht.',
      next: 'Installieren und starten Sie unter Linux pcscd (zum Beispiel: apt install pcscd libccid), unter Windows starten Sie den Dienst „Smartcard“. Stecken Sie den Leser danach neu ein.',
    },
    READER_UNKNOWN: {
      says: 'Der Chipkartendienst konnte nicht gefragt werden.',
      next: 'Starten Sie den Computer neu. Bleibt es dabei, installieren Sie den Chipkartendienst neu.',
    },
    READER_NOT_NEEDED: { says: 'Ein Leser wird nicht gebraucht.', next: null },
    CARD_PRESENT: { says: 'In {reader} liegt eine Karte. {card} Answer to Reset: {atr}', next: null },
    CARD_ABSENT: {
      says: 'Im Leser liegt keine Karte.',
      next: 'Schieben Sie die Karte mit dem Chip voran und nach oben ein, bis sie einrastet.',
    },
    CARD_MUTE: {
      says: 'Die Karte in {reader} antwortet nicht.',
      next: 'Drehen Sie die Karte um, wischen Sie die Kontakte ab und stecken Sie sie neu ein. Schweigt sie auch in anderen Lesern, ist sie defekt: Fragen Sie den Aussteller.',
    },
    CARD_IN_USE: {
      says: 'Ein anderes Programm hält die Karte in {reader} für sich.',
      next: 'Schließen Sie andere Programme, die die Karte benutzen, und versuchen Sie es noch einmal.',
    },
    CARD_NOT_NEEDED: { says: 'Eine Karte wird nicht gebraucht.', next: null },
    DRIVER_FOUND: { says: '{product} {module}', next: null },
    DRIVER_GENERAL: {
      says: '{product} liest die Karte ({module}). Der Treiber des Herstellers, {better}, ist nicht installiert.',
      next: 'Misslingt das Signieren, installieren Sie {better}: Damit geht diese Karte erfahrungsgemäß am besten.',
    },
    DRIVER_MISSING: {
      says: 'Die Karte ist bekannt ({card}), aber kein Treiber für sie ist installiert.',
      next: 'Installieren Sie {product} und sehen Sie neu nach.',
    },
    DRIVER_NOT_KNOWN: {
      says: 'Kein installierter Treiber kennt die Karte in {reader} (Answer to Reset {atr}).',
      next: 'Installieren Sie den Treiber (das PKCS#11-Modul) des Ausstellers der Karte. Liegt er an einem ungewöhnlichen Ort, nennen Sie ihn mit --module oder fügen Sie ihn im Fenster hinzu.',
    },
    DRIVER_GONE: {
      says: 'Den Treiber {module} gibt es nicht.',
      next: 'Prüfen Sie den Pfad, oder installieren Sie den Treiber neu.',
    },
    DRIVER_UNTRUSTED: {
      says: 'Der Treiber {module} wurde nicht geladen: Andere als Sie und Administratoren könnten ihn verändert haben.',
      next: 'Die Datei und die Ordner darüber müssen root oder Ihnen gehören und dürfen für niemanden sonst beschreibbar sein.',
    },
    ARCHITECTURE_FITS: { says: 'Geladen: {description} {version}', next: null },
    ARCHITECTURE_OTHER: {
      says: 'Der Treiber {module} ist für {machines} gemacht und dieses Programm für {program}.',
      next: 'Installieren Sie den Treiber des Herstellers für {program} oder dieses Programm für {machines}.',
    },
    DRIVER_NO_LIBRARY: {
      says: '{module} ist keine Programmbibliothek.',
      next: 'Nennen Sie das PKCS#11-Modul selbst, keine Verknüpfung, kein Installationsprogramm und keine Textdatei.',
    },
    DRIVER_NO_PKCS11: {
      says: '{module} ist eine Programmbibliothek, aber kein PKCS#11-Modul.',
      next: 'Nennen Sie das PKCS#11-Modul des Herstellers; welche Datei das ist, steht in seiner Anleitung.',
    },
    DRIVER_NOT_LOADABLE: {
      says: 'Der Treiber {module} lässt sich nicht laden.',
      next: 'Eine Bibliothek, die er braucht, fehlt oder ist zu alt. Installieren Sie den Treiber mit seinem eigenen Installationsprogramm neu.',
    },
    DRIVER_CRASHED: {
      says: 'Der Treiber {module} stürzt beim Laden ab.',
      next: 'Installieren Sie die neueste Fassung des Herstellers.',
    },
    DRIVER_HANGS: {
      says: 'Der Treiber {module} antwortet nicht und wurde angehalten.',
      next: 'Ziehen Sie das Token ab und stecken Sie es wieder ein, schließen Sie andere Programme, die es benutzen, und versuchen Sie es noch einmal.',
    },
    DRIVER_REFUSES: {
      says: 'Der Treiber {module} will nicht starten.',
      next: 'Seine Einstellungen fehlen oder sind falsch. Prüfen Sie sie, oder installieren Sie ihn neu.',
    },
    DRIVER_SET_ASIDE: {
      says: 'Der Treiber {module} ist dreimal abgestürzt und wird nicht mehr geladen.',
      next: 'Aktualisieren Sie ihn, oder erlauben Sie ihn wieder: countersign tokens --retry-module PFAD.',
    },
    SLOT_FOUND: { says: '{slot}', next: null },
    SLOT_NONE: {
      says: 'Der Treiber {module} zeigt kein Token.',
      next: 'Stecken Sie das Token ein. Steckt es schon, ist das nicht sein Treiber.',
    },
    SLOT_CARD_NOT_SEEN: {
      says: 'Der Treiber {module} sieht die Karte in {reader} nicht.',
      next: 'Wahrscheinlich ist es nicht der Treiber für diese Karte. Installieren Sie den ihres Ausstellers.',
    },
    SLOT_UNREADABLE: {
      says: 'Der Treiber {module} kann seine Token nicht auflisten.',
      next: 'Ziehen Sie das Token ab, stecken Sie es wieder ein und versuchen Sie es noch einmal.',
    },
    TOKEN_READY: { says: '{model} {serial}', next: null },
    TOKEN_NOT_INITIALIZED: {
      says: 'Das Token ist leer: Es wurde nie eingerichtet. {model}',
      next: 'Richten Sie es mit dem Programm des Herstellers ein, oder fragen Sie den Aussteller, ob es zu früh ausgegeben wurde.',
    },
    TOKEN_UNREADABLE: {
      says: 'Das Token ist da, lässt sich aber nicht lesen. {model}',
      next: 'Ziehen Sie es ab und stecken Sie es wieder ein. Hilft das nicht, braucht es einen anderen Treiber oder ist defekt.',
    },
    TOKEN_PIN_LOCKED: {
      says: 'Die PIN des Tokens ist gesperrt. {model} {serial}',
      next: 'Entsperren Sie sie mit der PUK: countersign tokens pin unblock, oder mit dem Programm des Herstellers.',
    },
    TOKEN_PIN_FINAL_TRY: {
      says: 'Es bleibt nur EIN Versuch für die PIN. {model} {serial}',
      next: 'Sehen Sie die PIN nach, bevor Sie sie eingeben: Eine falsche sperrt das Token.',
    },
    TOKEN_PIN_COUNT_LOW: {
      says: 'Seit der letzten richtigen wurde eine falsche PIN eingegeben. {model} {serial}',
      next: 'Geben Sie einmal die richtige PIN ein; dann sind alle Versuche wieder da.',
    },
    TOKEN_PIN_TO_BE_CHANGED: {
      says: 'Das Token verlangt eine neue PIN, bevor es signiert. {model} {serial}',
      next: 'Ändern Sie die PIN: auf der Seite „Token“ des Fensters, oder countersign tokens pin change.',
    },
    TOKEN_PIN_NOT_SET: {
      says: 'Das Token sagt, dass keine PIN gesetzt ist. {model} {serial}',
      next: 'Misslingt das Signieren, setzen Sie eine PIN mit dem Programm des Herstellers.',
    },
    CERTIFICATES_FOUND: { says: 'Mit {usable} von {count} kann signiert werden.', next: null },
    CERTIFICATE_EXPIRES_SOON: {
      says: 'Mit {usable} von {count} kann signiert werden, noch {days} Tage lang.',
      next: 'Bestellen Sie rechtzeitig ein neues Zertifikat.',
    },
    CERTIFICATES_NONE: {
      says: 'Auf dem Token ist kein Zertifikat.',
      next: 'Lassen Sie es vom Aussteller aufbringen, oder importieren Sie es: countersign tokens import-certificate.',
    },
    CERTIFICATES_KEY_ONLY: {
      says: 'Auf dem Token sind Schlüssel ({count}), aber kein Zertifikat dazu.',
      next: 'Importieren Sie das Zertifikat, das der Aussteller geschickt hat. Ging der Antrag verloren, stellen Sie ihn noch einmal: auf der Seite „Token“ des Fensters, oder countersign tokens request.',
    },
    CERTIFICATES_NOT_FOR_SIGNING: {
      says: 'Keines der {count} Zertifikate ist zum Signieren von Dokumenten bestimmt.',
      next: 'Bestellen Sie ein Zertifikat zum Signieren. Eines zum Anmelden oder Verschlüsseln kann das nicht.',
    },
    CERTIFICATES_EXPIRED: {
      says: 'Alle Zertifikate zum Signieren sind abgelaufen, das letzte am {until}.',
      next: 'Lassen Sie das Zertifikat vom Aussteller erneuern. Sollte es noch gelten, prüfen Sie die Uhr dieses Computers.',
    },
    CERTIFICATES_NOT_YET_VALID: {
      says: 'Das Zertifikat gilt noch nicht.',
      next: 'Prüfen Sie die Uhr dieses Computers; sonst warten Sie, bis das Zertifikat beginnt.',
    },
    KEYS_FOUND: { says: '{count} gefunden.', next: null },
    KEYS_HIDDEN: { says: 'Das Token zeigt seine Schlüssel erst nach der PIN.', next: null },
    KEYS_NONE: {
      says: 'Zu den Zertifikaten auf dem Token gehört kein privater Schlüssel.',
      next: 'Der Schlüssel ist auf einem anderen Token oder wurde auf diesem nie erzeugt. Fragen Sie den Aussteller.',
    },
    KEYS_NO_MECHANISM: {
      says: 'Der Treiber bietet kein Verfahren, mit dieser Art von Schlüssel zu signieren.',
      next: 'Nehmen Sie den Treiber des Herstellers in der neuesten Fassung.',
    },
    TRIAL_NOT_ASKED: {
      says: 'Nicht gemacht: Sie brauchte die PIN.',
      next: 'Machen Sie eine: countersign doctor --trial, oder die Schaltfläche im Fenster.',
    },
    TRIAL_NOT_RISKED: {
      says: 'Nicht gemacht: Es bleibt nur ein Versuch für die PIN, und den ist eine Probe nicht wert.',
      next: 'Signieren Sie, wenn Sie sich der PIN sicher sind.',
    },
    TRIAL_GOOD: { says: 'Gemacht und gegen das Zertifikat geprüft ({algorithm}).', next: null },
    TRIAL_PIN_WRONG: {
      says: 'Die PIN war falsch. Sie wurde einmal versucht.',
      next: 'Sehen Sie die PIN nach, bevor Sie es wieder versuchen: Einige falsche sperren das Token.',
    },
    TRIAL_PIN_REFUSED: { says: 'Die PIN wurde nicht angenommen.', next: 'Warum, steht in der Zeile darunter.' },
    TRIAL_KEY_MISSING: {
      says: 'Auch nach der PIN fand sich kein privater Schlüssel zum Zertifikat.',
      next: 'Das Zertifikat wurde auf das falsche Token gebracht. Fragen Sie den Aussteller.',
    },
    TRIAL_KEY_MISMATCH: {
      says: 'Das Token hat signiert, aber mit einem Schlüssel, der nicht zum Zertifikat gehört.',
      next: 'Lassen Sie das Zertifikat für den Schlüssel auf dem Token neu ausstellen.',
    },
    TRIAL_FAILED: {
      says: 'Das Token hat nicht signiert.',
      next: 'Warum, steht in der Zeile darunter. Bleibt es dabei, installieren Sie den Treiber des Herstellers.',
    },
    TRIAL_CANCELLED: { says: 'Abgebrochen.', next: null },
    NOT_REACHED: { says: 'Nicht erreicht.', next: null },
  },
};
