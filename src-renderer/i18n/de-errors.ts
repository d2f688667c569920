import type { ErrorTexts } from './en-errors.ts';

export const deErrors: ErrorTexts = {
  USAGE: 'So geht das nicht. Wählen Sie die Aktion noch einmal.',
  PAGE_OUT_OF_RANGE: 'Diese Seite hat das Dokument nicht. Wählen Sie eine vorhandene Seite.',
  RECT_INVALID: 'Das Zeichen passt nicht auf die Seite. Vergrößern Sie es oder schieben Sie es hinein.',
  TARGET_EQUALS_SOURCE: 'Die neue Datei kann das Original nicht ersetzen. Wählen Sie einen anderen Namen.',
  TARGET_EXISTS: 'Eine Datei dieses Namens gibt es schon. Wählen Sie einen anderen Namen.',
  FIELD_NOT_FOUND: 'Dieses Signaturfeld hat das Dokument nicht. Setzen Sie das Zeichen selbst.',
  FIELD_EXISTS: 'Ein Feld dieses Namens hat das Dokument schon. Signieren Sie ohne Feldnamen.',
  FIELD_ALREADY_SIGNED: 'Dieses Feld ist schon signiert. Setzen Sie ein neues Zeichen.',
  INPUT_MISSING: 'Die Datei ist nicht mehr da. Sehen Sie nach, ob sie verschoben wurde, und öffnen Sie sie erneut.',
  INPUT_UNREADABLE: 'Sie dürfen diese Datei nicht lesen. Prüfen Sie ihre Rechte.',
  INPUT_EMPTY: 'Die Datei ist leer. Bitten Sie den Absender erneut darum.',
  INPUT_NOT_PDF: 'Diese Datei ist kein PDF. Öffnen Sie ein PDF.',
  INPUT_TRUNCATED: 'Die Datei ist unvollständig, ihr Ende fehlt. Holen Sie sie noch einmal von der Quelle.',
  PDF_DAMAGED: 'Das PDF ist beschädigt und nicht sicher lesbar. Bitten Sie um eine heile Kopie.',
  PDF_ENCRYPTED:
    'Das PDF ist auf eine hier unbekannte Weise verschlüsselt. Speichern Sie im erzeugenden Programm eine unverschlüsselte Kopie und öffnen Sie diese.',
  PDF_ENCRYPTED_PUBLIC_KEY:
    'Das PDF ist für die Zertifikate bestimmter Empfänger verschlüsselt; das wird nicht unterstützt. Bitten Sie den Absender um eine Kopie ohne diese Verschlüsselung.',
  PDF_PASSWORD_REQUIRED: 'Das PDF ist mit einem Kennwort geschützt. Geben Sie das Kennwort ein, um es zu öffnen.',
  PDF_PASSWORD_WRONG:
    'Dieses Kennwort öffnet das PDF nicht. Geben Sie ein anderes ein oder fragen Sie den Absender danach.',
  PDF_HYBRID:
    'Die beiden Querverweistabellen dieses PDFs widersprechen sich, sodass Programme darin verschiedene Dokumente sehen. Speichern Sie es neu als gewöhnliches PDF.',
  PDF_XFA:
    'Das Dokument enthält ein XFA-Formular, dessen Aussehen nicht durch seine Seiten feststeht. Drucken Sie es in ein PDF und signieren Sie dieses.',
  REPAIR_REFUSED_SIGNED:
    'Das PDF ist beschädigt und war signiert. Eine Reparatur würde die Signaturen zerstören. Bitten Sie den Absender um eine unbeschädigte Kopie.',
  PDF_LIMIT_EXCEEDED: 'Das PDF überschreitet mit seinem Aufbau die Sicherheitsgrenzen. Es wird nicht geöffnet.',
  PAGE_NOT_RENDERED:
    'Eine Seite dieses Dokuments lässt sich hier nicht zeichnen. Sehen Sie es in einem anderen Programm an, bevor Sie sich darauf verlassen.',
  PDF_UNSUPPORTED:
    'Das PDF verwendet etwas, das noch nicht unterstützt wird. Speichern Sie es in einem anderen Programm neu.',
  TOO_LARGE_FOR_XREF:
    'Die Datei ist zu groß für ihre eigene Querverweistabelle. In dieser Form kann sie nicht signiert werden.',
  P12_UNREADABLE: 'Die Schlüsseldatei war nicht lesbar. Prüfen Sie, ob es eine .p12- oder .pfx-Datei ist.',
  P12_UNSUPPORTED:
    'Die Schlüsseldatei ist auf nicht unterstützte Weise verschlüsselt. Exportieren Sie sie neu mit AES.',
  CERTIFICATE_UNREADABLE: 'Das Zertifikat war nicht lesbar. Wählen Sie eine Datei in PEM- oder DER-Form.',
  OCSP_UNREADABLE: 'Die OCSP-Antwort war nicht lesbar. Wählen Sie eine Datei in DER-Form.',
  CMS_UNREADABLE: 'Die Datei enthält keine lesbare CMS-Signatur. Wählen Sie eine .p7s-Datei.',
  CONTAINER_DAMAGED:
    'Der Signaturcontainer ist beschädigt und lässt sich nicht sicher lesen. Bitten Sie um eine fehlerfreie Fassung.',
  SIGNED_CONTENT_MISSING:
    'Das signierte Dokument liegt nicht neben seiner Signatur. Legen Sie beide in einen Ordner, oder ziehen Sie beide herein.',
  CRL_UNREADABLE: 'Die Sperrliste war nicht lesbar. Wählen Sie eine Datei in PEM- oder DER-Form.',
  IMAGE_UNREADABLE:
    'Das Bild oder die Handschrift für die Signatur ist nicht verwendbar. Wählen Sie eine PNG- oder JPEG-Datei, oder zeichnen Sie neu.',
  TRUSTED_LIST_UNREADABLE: 'Eine Vertrauensliste ist kein lesbares XML. Holen Sie sie neu beim Herausgeber.',
  TRUSTED_LIST_MALFORMED:
    'Einer Vertrauensliste fehlt, was jede Vertrauensliste hat. Holen Sie sie neu beim Herausgeber.',
  TRUSTED_LIST_VERSION:
    'Eine Vertrauensliste hat eine Version, die dieses Programm nicht kennt. Holen Sie eine aktuelle.',
  TRUSTED_LIST_UNSIGNED:
    'Eine Vertrauensliste ist nicht signiert und wurde nicht verwendet. Holen Sie sie neu beim Herausgeber.',
  TRUSTED_LIST_SIGNATURE:
    'Die Signatur einer Vertrauensliste stimmt nicht: Die Liste wurde verändert und nicht verwendet.',
  TRUSTED_LIST_WRAPPED:
    'Die Signatur einer Vertrauensliste deckt diese nicht so ab, wie sie muss. Die Liste wurde nicht verwendet.',
  TRUSTED_LIST_SIGNER:
    'Eine Vertrauensliste ist von jemandem signiert, den keine Liste der Listen nennt. Sie wurde nicht verwendet.',
  TRUSTED_LIST_PIVOT:
    'Zwischen den veröffentlichten Zertifikaten und der aktuellen Liste der Listen fehlt ein Schritt. Importieren Sie ihn mit.',
  TRUSTED_LIST_OLDER: 'Eine Vertrauensliste ist älter als die vorhandene. Die neuere bleibt.',
  TRUST_UNREADABLE: 'Die Datei enthält kein lesbares Zertifikat. Wählen Sie eine Datei in PEM- oder DER-Form.',
  ACTIVE_CONTENT:
    'Das Dokument enthält Aktionen oder Skripte; beim strengen Signieren wird das abgelehnt. Speichern Sie eine Kopie ohne diese.',
  REPORT_NOT_MADE: 'Das Dokument wurde noch nicht geprüft. Prüfen Sie es zuerst.',
  REVISION_NOT_FOUND: 'Diese Fassung hat das Dokument nicht. Prüfen Sie es noch einmal.',
  SHADOW_CONTENT:
    'Das Dokument enthält verborgene Inhalte, die eine spätere Änderung sichtbar machen könnte. Bitten Sie den Absender um eine saubere Kopie.',
  DOCUMENT_CHANGED:
    'Die Datei auf dem Datenträger hat sich seit dem Öffnen geändert. Nichts wurde signiert; öffnen und lesen Sie sie erneut.',
  DISK_FULL: 'Der Datenträger ist voll. Schaffen Sie Platz und signieren Sie erneut; das Original ist unberührt.',
  TARGET_NOT_WRITABLE: 'In diesen Ordner darf nicht geschrieben werden. Wählen Sie einen anderen.',
  CERTIFICATE_EXPIRED:
    'Das Zertifikat ist abgelaufen. Wählen Sie ein anderes oder bitten Sie den Aussteller um ein neues.',
  CERTIFICATE_NOT_YET_VALID:
    'Das Zertifikat ist noch nicht gültig. Prüfen Sie die Uhr dieses Rechners oder wählen Sie ein anderes.',
  CERTIFICATE_KEY_USAGE: 'Mit diesem Zertifikat darf nicht signiert werden. Wählen Sie ein anderes.',
  CERTIFICATE_AMBIGUOUS: 'Mehrere Zertifikate kommen in Frage. Wählen Sie eines davon.',
  CERTIFICATE_NOT_FOUND:
    'Das Zertifikat ist nicht mehr da. Stecken Sie das Token wieder ein und wählen Sie es noch einmal.',
  KEY_MISSING: 'Zu diesem Zertifikat fehlt der private Schlüssel. Wählen Sie ein anderes.',
  KEY_MISMATCH: 'Der private Schlüssel gehört nicht zum Zertifikat. Wählen Sie ein anderes.',
  ALGORITHM_UNSUPPORTED:
    'Der Schlüssel verwendet ein nicht unterstütztes Verfahren. Wählen Sie ein anderes Zertifikat.',
  SIGNATURE_TOO_LARGE: 'Die Signatur ist größer als der reservierte Platz. Melden Sie dies mit dem Code.',
  SIGNATURE_INVALID:
    'Das Token gab eine Signatur zurück, die nicht stimmt. Nichts wurde gespeichert; versuchen Sie es erneut.',
  SIGNING_FORBIDDEN:
    'Eine frühere Signatur erlaubt keine Änderungen mehr. Bitten Sie ihren Unterzeichner um eine Fassung, die signiert werden darf.',
  CERTIFY_NOT_FIRST:
    'Nur die erste Signatur eines Dokuments kann es zertifizieren, und dieses ist schon signiert. Signieren Sie ohne Zertifizierung.',
  SEED_VALUE_UNMET:
    'Der Verfasser des Feldes verlangt etwas, das diese Signatur nicht erfüllen würde. Setzen Sie ein eigenes Feld oder signieren Sie so, wie das Feld es verlangt.',
  PERMISSION_DENIED:
    'Der Urheber des PDF schränkt ein, was daran geändert werden darf, und diese Signatur gehört nicht dazu. Öffnen Sie es mit dem Besitzerkennwort.',
  VERIFICATION_FAILED:
    'Die neue Datei bestand die Prüfung nicht und wurde nicht gespeichert. Das Original ist unberührt.',
  LEDGER_CORRUPT: 'Das Journal ist nicht unversehrt. Öffnen und prüfen Sie es, um die Stelle zu sehen.',
  LEDGER_BUSY: 'Ein anderes Programm benutzt das Journal. Versuchen Sie es gleich noch einmal.',
  LEDGER_NEWER: 'Das Journal stammt von einer neueren Version. Aktualisieren Sie Countersign.',
  LEDGER_MOVED:
    'Die Datei des Journals wurde verschoben, gelöscht oder ersetzt, während Countersign sie geöffnet hatte. Schließen Sie das Fenster und starten Sie neu.',
  LEDGER_ENTRY_NOT_FOUND: 'Diesen Eintrag hat das Journal nicht. Laden Sie die Liste neu.',
  MODULE_NOT_FOUND: 'Das PKCS#11-Modul wurde nicht gefunden. Prüfen Sie, ob die Software des Tokens installiert ist.',
  MODULE_NOT_LOADABLE: 'Das PKCS#11-Modul ließ sich nicht laden. Prüfen Sie, ob es für diese Art Rechner gemacht ist.',
  MODULE_UNTRUSTED:
    'Das PKCS#11-Modul wurde nicht geladen: Andere könnten es verändert haben. Lassen Sie es dort installieren, wo nur Verwalter schreiben dürfen.',
  MODULE_CRASHED: 'Die Software des Tokens ist abgestürzt. Stecken Sie das Token neu ein und versuchen Sie es erneut.',
  MODULE_SLOW: 'Das Token braucht lange zum Antworten und wird noch gefragt. Bleibt das so, stecken Sie es neu ein.',
  MODULE_TIMEOUT: 'Das Token antwortete nicht rechtzeitig. Stecken Sie es neu ein und versuchen Sie es erneut.',
  MODULE_MEMORY:
    'Die Software des Tokens hat zu viel Speicher verbraucht und wurde beendet. Stecken Sie das Token neu ein und versuchen Sie es erneut.',
  MODULE_MISBEHAVED:
    'Die Software des Tokens gab Antworten, die nicht stimmen können, und wurde beendet. Aktualisieren Sie sie und versuchen Sie es erneut.',
  MODULE_QUARANTINED:
    'Die Software des Tokens ist dreimal abgestürzt und wird nicht mehr geladen. Aktualisieren Sie sie und lassen Sie sie dann in der Liste der Token erneut versuchen.',
  TOKEN_NOT_INITIALIZED: 'Das Token wurde nie eingerichtet. Richten Sie es mit der Software seines Herstellers ein.',
  DRIVER_MISSING:
    'Der Treiber der eingelegten Karte ist nicht installiert. Installieren Sie das Programm ihres Herstellers und sehen Sie neu nach.',
  CARD_NOT_READ:
    'Kein installierter Treiber liest die eingelegte Karte. Installieren Sie das Programm ihres Herstellers und sehen Sie neu nach.',
  TOKEN_NOT_FOUND: 'Das Token ist nicht mehr da. Stecken Sie es wieder ein.',
  TOKEN_IN_USE:
    'Ein anderes Fenster oder ein anderer Befehl dieses Programms signiert gerade mit diesem Token. Warten Sie, bis das beendet ist, oder beenden Sie es.',
  BATCH_RUNNING:
    'Dieser Stapel wird gerade von einem anderen Fenster oder Befehl signiert. Warten Sie, bis das beendet ist.',
  BATCH_UNFINISHED:
    'Ein früherer Stapel mit diesen Dateien ist nicht fertig. Setzen Sie ihn fort, oder vergessen Sie ihn zuerst.',
  BATCH_NOT_FOUND: 'Diesen Stapel gibt es nicht mehr. Beginnen Sie ihn neu.',
  BATCH_TOO_LARGE: 'In „{{folder}}“ und darum herum liegt zu viel. Fügen Sie die gemeinten Ordner einzeln hinzu.',
  TOKEN_AMBIGUOUS: 'Mehrere Token heißen so. Ziehen Sie die anderen ab.',
  MECHANISM_UNSUPPORTED: 'Das Token kann solche Signaturen nicht leisten. Wählen Sie ein anderes Zertifikat.',
  OBJECT_NOT_FOUND: 'Was genannt wurde, ist nicht mehr auf dem Token. Lassen Sie den Inhalt neu auflisten.',
  OBJECT_EXISTS: 'Das Token enthält dies bereits. Es wurde nichts geändert.',
  CONFIRMATION_REQUIRED: 'Dies lässt sich nicht rückgängig machen und wurde nicht bestätigt. Es wurde nichts geändert.',
  REMOTE_REFUSED: 'Der Signaturdienst hat abgelehnt. Fragen Sie seinen Betreiber, oder versuchen Sie es später erneut.',
  REMOTE_RESPONSE_INVALID:
    'Der Signaturdienst gab eine unbrauchbare Antwort. Es wurde nichts signiert; fragen Sie seinen Betreiber.',
  SYSTEM_KEYS_UNAVAILABLE: 'Die Schlüssel des Betriebssystems sind nicht erreichbar. Starten Sie das Programm neu.',
  NETWORK_OFFLINE:
    'Das Programm arbeitet ohne Netz. Gehen Sie in den Einstellungen online, oder schließen Sie dies später im Ausgang ab.',
  NETWORK_UNREACHABLE:
    'Ein Dienst im Netz ist nicht erreichbar. Prüfen Sie Verbindung und Adresse, oder versuchen Sie es später erneut.',
  NETWORK_TIMEOUT: 'Ein Dienst im Netz antwortete nicht rechtzeitig. Versuchen Sie es später erneut.',
  NETWORK_PROXY: 'Der Proxy lässt die Verbindung nicht durch. Prüfen Sie den Proxy in den Einstellungen.',
  NETWORK_REDIRECT:
    'Ein Dienst verweist auf eine Adresse, die das Programm nicht aufrufen darf. Erfragen Sie die richtige Adresse beim Betreiber.',
  NETWORK_TOO_LARGE:
    'Ein Dienst sandte weit mehr Daten als erwartet; sie wurden nicht angenommen. Fragen Sie den Betreiber.',
  NETWORK_STATUS:
    'Ein Dienst im Netz wies die Anfrage ab. Versuchen Sie es später erneut, oder fragen Sie den Betreiber.',
  NETWORK_BUDGET_SPENT:
    'Dieser Dienst wurde so oft gefragt, wie er es derzeit erlaubt. Versuchen Sie es später; der Ausgang holt es von selbst nach.',
  TSA_UNREACHABLE:
    'Kein Zeitstempeldienst ist erreichbar. Prüfen Sie das Netz und die Adressen der Dienste, oder versuchen Sie es später erneut.',
  TSA_REFUSED: 'Der Zeitstempeldienst gab keinen Zeitstempel. Wählen Sie einen anderen Dienst.',
  TSA_RESPONSE_INVALID: 'Der Zeitstempeldienst gab eine Antwort, die nicht stimmt. Wählen Sie einen anderen Dienst.',
  POLICY_UNREADABLE:
    'Die Datei mit den Regeln für Algorithmen ist nicht lesbar. Berichtigen Sie sie, oder wählen Sie eine andere.',
  SETTINGS_UNREADABLE:
    'Die Datei mit den Netzeinstellungen ist nicht lesbar, darum wird im Netz nichts gefragt. Speichern Sie die Einstellungen neu.',
  TSA_NOT_CONFIGURED:
    'Diese Stufe braucht einen Zeitstempel, und es ist kein Zeitstempeldienst eingerichtet. Tragen Sie in den Einstellungen einen ein, oder signieren Sie mit B-B.',
  EVIDENCE_INCOMPLETE:
    'Die Nachweise, dass die Zertifikate nicht gesperrt waren, sind nicht vollständig. Prüfen Sie das Netz und die vertrauten Zertifikate, und versuchen Sie es erneut.',
  NOTHING_SIGNED: 'Das Dokument enthält keine Signatur, die erweitert werden könnte. Signieren Sie es zuerst.',
  OUTBOX_FILE_CHANGED:
    'Die signierte Datei wurde geändert, seit sie im Ausgang liegt, und blieb darum, wie sie ist. Erweitern Sie sie so, wie sie jetzt ist, und entfernen Sie sie aus dem Ausgang.',
  OUTBOX_FILE_MISSING:
    'Die signierte Datei ist nicht mehr an ihrem Ort. Legen Sie sie zurück, oder entfernen Sie sie aus dem Ausgang und erweitern Sie sie dort, wo sie ist.',
  OUTBOX_ENTRY_NOT_FOUND: 'Diesen Eintrag gibt es im Ausgang nicht mehr. Sehen Sie die Liste neu an.',
  PIN_INCORRECT: 'Die PIN ist falsch. Sie wurde einmal versucht; geben Sie sie sorgfältig erneut ein.',
  PIN_REQUIRED: 'Eine PIN wird gebraucht. Geben Sie sie ein, um zu signieren.',
  PIN_LOCKED:
    'Die PIN ist gesperrt. Entsperren Sie das Token mit der PUK in der Software des Herstellers, oder fragen Sie den Aussteller.',
  PIN_FINAL_TRY: 'Es bleibt nur ein Versuch. Bestätigen Sie, dass Sie ihn nutzen wollen.',
  REMOTE_UNAUTHORIZED:
    'Der Signaturdienst nimmt die PIN oder den Einmalcode nicht an. Prüfen Sie die Eingabe, bevor Sie es erneut versuchen: Der Dienst sperrt vielleicht nach einigen falschen.',
  REMOTE_TOKEN_REFUSED:
    'Der Signaturdienst nimmt das Zugriffstoken nicht an; vielleicht ist es abgelaufen. Melden Sie sich auf der Seite „Token“ wieder an, oder geben Sie dort ein neues ein, das Sie vom Dienst holen.',
  REMOTE_TOKEN_WANTED:
    'Der Schlüssel liegt beim Signaturdienst {{host}}, dessen Zugriffstoken nur für eine Sitzung behalten wird. Geben Sie es noch einmal ein oder melden Sie sich wieder an, und machen Sie dann weiter.',
  REMOTE_SIGN_IN_FAILED:
    'Die Seite des Signaturdienstes in Ihrem Browser endete nicht mit einer Erlaubnis: Sie wurde verweigert, oder niemand kam von ihr zurück. Beginnen Sie von vorn; bleibt es so, fragen Sie den Betreiber des Dienstes, ob die Client-ID stimmt.',
  PUK_INCORRECT: 'Der Code zum Entsperren ist falsch. Er wurde einmal versucht; geben Sie ihn sorgfältig erneut ein.',
  PUK_LOCKED: 'Der Code zum Entsperren ist selbst gesperrt. Fragen Sie den Aussteller des Tokens.',
  PIN_NOT_LOCKED:
    'Die PIN ist nicht gesperrt, deshalb wurde die PUK nicht versucht. Ändern Sie die PIN mit der PIN selbst.',
  PIN_TOO_SOON:
    'Falsche PINs kamen zu schnell hintereinander. Warten Sie ein wenig, schlagen Sie die PIN nach und versuchen Sie es dann erneut.',
  PIN_UNBLOCK_UNSUPPORTED:
    'Die Software dieses Tokens hat die PIN nicht entsperrt: Sie nimmt einen solchen Code nicht an, oder er ist selbst gesperrt. Tun Sie es mit dem Programm des Herstellers.',
  DOCUMENT_NOT_OPEN: 'Das Dokument ist nicht mehr geöffnet. Öffnen Sie es erneut.',
  FILE_TOO_LARGE_FOR_UPLOAD: 'Die Datei ist zu groß, um sie hereinzuziehen. Nutzen Sie stattdessen „PDF öffnen…“.',
  BRIDGE_REFUSED: 'Das Programm hat die Anfrage dieses Fensters abgelehnt. Starten Sie es neu.',
  INPUT_INVALID: 'Die Anfrage wurde nicht verstanden. Prüfen Sie die Eingaben.',
  CANCELLED: 'Abgebrochen. Nichts wurde verändert.',
  TIME_LIMIT: 'Die Prüfung dauerte zu lange und wurde beendet. Über die Datei ist nichts bekannt.',
  WORK_STOPPED:
    'Die Arbeit wurde unerwartet beendet. Nichts wurde verändert; versuchen Sie es erneut, und melden Sie den Fehler, wenn er sich wiederholt.',
  INTERNAL: 'Im Programm ging etwas schief. Nichts wurde verändert; versuchen Sie es erneut.',
  HOME_NOT_WRITABLE:
    'Countersign kann nicht in seinen eigenen Ordner schreiben. Prüfen Sie dessen Rechte und den freien Platz.',
  LEDGER_KEY_UNREADABLE:
    'Der Schlüssel des Journals ist nicht lesbar. Prüfen Sie die Rechte des Ordners von Countersign.',
  PROOF_INVALID: 'Der Beweis passt nicht zum Journal. Laden Sie das Journal neu und prüfen Sie es.',
  NOTE_MALFORMED: 'Der Prüfpunkt ist keine lesbare signierte Notiz. Holen Sie ihn noch einmal von der Quelle.',
  NOTE_UNTRUSTED:
    'Der Prüfpunkt ist nicht mit dem Schlüssel dieses Journals signiert. Verlassen Sie sich nicht darauf.',
  WINDOW_NOT_BUILT: 'Das Fenster wurde noch nicht gebaut. Führen Sie „npm run build“ aus und starten Sie erneut.',
  BROWSER_NOT_FOUND:
    'Es wurde kein Chromium gefunden, um das Fenster zu zeigen. Installieren Sie Chromium und starten Sie erneut.',
  NO_DISPLAY: 'Es gibt keinen Bildschirm für das Fenster. Benutzen Sie stattdessen die Befehlszeile.',
  VIEW_MISMATCH:
    'Zwei Leser sind über die Seiten dieser Datei uneins; sie wird nicht gezeigt: Sie könnten nicht sicher sein, zu signieren, was Sie sehen.',
  VIEW_FAILED: 'Die Seiten konnten nicht gezeichnet werden. Schließen Sie das Dokument und öffnen Sie es erneut.',
  CKR: 'Das Token meldete einen Fehler. Stecken Sie es neu ein und versuchen Sie es erneut.',
};
