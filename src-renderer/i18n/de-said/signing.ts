import type { SentencePair } from '../sentence-pair.ts';

/** What main says before and while signing, in German. Gaps keep their numbers. */
export const SAID_OF_SIGNING: readonly SentencePair[] = [
  [
    'On page {0} the signature will lie over {1}. Choose a free place if that is to be seen.',
    'Auf Seite {0} wird die Signatur über {1} liegen. Wählen Sie einen freien Platz, wenn das zu sehen sein soll.',
  ],
  ['the text “{0}”', 'dem Text „{0}“'],
  [
    'The new PIN is too short: this token wants at least {0} characters. Nothing was changed; choose another one.',
    'Die neue PIN ist zu kurz: Dieses Token verlangt mindestens {0} Zeichen. Es wurde nichts geändert; wählen Sie eine andere.',
  ],
  [
    'The new PIN is too long: this token takes at most {0} characters. Nothing was changed; choose another one.',
    'Die neue PIN ist zu lang: Dieses Token nimmt höchstens {0} Zeichen. Es wurde nichts geändert; wählen Sie eine andere.',
  ],
  [
    '1 of these files is in the batch of {0} that is not finished. Go on with that one or forget it, so that nothing is signed twice.',
    '1 dieser Dateien ist im Stapel von {0}, der nicht fertig ist. Setzen Sie ihn fort oder vergessen Sie ihn, damit nichts doppelt signiert wird.',
  ],
  [
    '{0} of these files are in the batch of {1} that is not finished. Go on with that one or forget it, so that nothing is signed twice.',
    '{0} dieser Dateien sind im Stapel von {1}, der nicht fertig ist. Setzen Sie ihn fort oder vergessen Sie ihn, damit nichts doppelt signiert wird.',
  ],
  [
    'The batch of {0} is not finished, and some of these files are in it: {1}. Go on with it on the command line, where it was begun, so that nothing is signed twice.',
    'Der Stapel von {0} ist nicht fertig, und von diesen Dateien sind welche darin: {1}. Setzen Sie ihn auf der Befehlszeile fort, wo er begonnen wurde, damit nichts doppelt signiert wird.',
  ],
  [
    'Self-signed: whoever receives the document must have been given it another way.',
    'Selbst signiert: Wer das Dokument erhält, muss das Zertifikat auf anderem Weg bekommen haben.',
  ],
  [
    'The token holds no private key for this certificate.',
    'Das Token hat keinen privaten Schlüssel zu diesem Zertifikat.',
  ],
  [
    'The certificate is not made for signing (key usage).',
    'Das Zertifikat ist nicht zum Signieren bestimmt (Key Usage).',
  ],
  ['The certificate expired on {0}.', 'Das Zertifikat ist am {0} abgelaufen.'],
  ['The certificate is valid only from {0}.', 'Das Zertifikat gilt erst ab {0}.'],
  [
    'The certificate is that of an authority and not of a person: some verifiers do not accept what it signs.',
    'Das Zertifikat ist das eines Ausstellers und nicht das einer Person: Manche Prüfprogramme nehmen nicht an, was es signiert.',
  ],
  [
    'The certificate ends on {0}, in {1} days. Have it renewed before then; what is signed until then stays valid.',
    'Das Zertifikat läuft am {0} ab, in {1} Tagen. Lassen Sie es vorher erneuern; was bis dahin signiert ist, bleibt gültig.',
  ],
  [
    'The certificate ends on {0}. Have it renewed before then; what is signed until then stays valid.',
    'Das Zertifikat läuft am {0} ab. Lassen Sie es vorher erneuern; was bis dahin signiert ist, bleibt gültig.',
  ],
  ['Expires within 24 hours.', 'Läuft binnen 24 Stunden ab.'],
  ['Expires in 1 day.', 'Läuft in einem Tag ab.'],
  ['Expires in {0} days.', 'Läuft in {0} Tagen ab.'],
  ['This key wants its PIN for each signature.', 'Dieser Schlüssel verlangt für jede Signatur die PIN.'],
  ['{0} wants one one-time code for all {1} documents.', '{0} verlangt einen Einmalcode für alle {1} Dokumente.'],
  ['{0} wants {1} one-time codes for {2} documents.', '{0} verlangt {1} Einmalcodes für {2} Dokumente.'],
  [
    '{0} is confirmed elsewhere, as on your telephone, once for all {1} documents.',
    '{0} wird anderswo bestätigt, etwa auf Ihrem Telefon, einmal für alle {1} Dokumente.',
  ],
  [
    '{0} is confirmed elsewhere, as on your telephone, {1} times for {2} documents.',
    '{0} wird anderswo bestätigt, etwa auf Ihrem Telefon, {1}-mal für {2} Dokumente.',
  ],
  [
    '{0} is allowed to sign on a page in your browser, once for all {1} documents.',
    '{0} darf signieren, wenn Sie es auf einer Seite in Ihrem Browser erlauben, einmal für alle {1} Dokumente.',
  ],
  [
    '{0} is allowed to sign on a page in your browser, {1} times for {2} documents.',
    '{0} darf signieren, wenn Sie es auf einer Seite in Ihrem Browser erlauben, {1}-mal für {2} Dokumente.',
  ],
  [
    'The signing service {0} no longer accepts its access token. Give a new one.',
    'Der Signaturdienst {0} nimmt sein Zugriffstoken nicht mehr an. Geben Sie ein neues ein.',
  ],
  [
    'The key {0} at the signing service {1} is switched off. Ask whoever runs the service.',
    'Der Schlüssel {0} beim Signaturdienst {1} ist abgeschaltet. Fragen Sie den Betreiber des Dienstes.',
  ],
  [
    'The signing service {0} signs with no algorithm that is known here for the key {1}. Choose another key.',
    'Der Signaturdienst {0} signiert mit dem Schlüssel {1} nach keinem Verfahren, das hier bekannt ist. Wählen Sie einen anderen Schlüssel.',
  ],
  [
    'The document is over 2 GiB: some viewers cannot check signatures in files this large.',
    'Das Dokument ist größer als 2 GiB: Manche Programme können Signaturen in so großen Dateien nicht prüfen.',
  ],
  [
    'The document carries actions or scripts ({0}). They are never run here, but other programs may run them.',
    'Das Dokument enthält Aktionen oder Skripte ({0}). Hier werden sie nie ausgeführt, in anderen Programmen vielleicht.',
  ],
  [
    'The certificate expired on {0}. Verifiers will not accept the signature.',
    'Das Zertifikat ist am {0} abgelaufen. Prüfer werden die Signatur nicht anerkennen.',
  ],
  [
    'The certificate is self-signed. Whoever receives the document must have been given it another way.',
    'Das Zertifikat ist selbst signiert. Wer das Dokument erhält, muss es auf anderem Weg bekommen haben.',
  ],
  [
    'The clock of this computer says {0}, but the newest ledger entry was made at {1}. Check the clock.',
    'Die Uhr dieses Computers zeigt {0}, der neueste Eintrag im Journal ist aber von {1}. Prüfen Sie die Uhr.',
  ],
  [
    'The clock of this computer says {0}, but the certificate is valid only from {1}. Check the clock.',
    'Die Uhr dieses Computers zeigt {0}, das Zertifikat gilt aber erst ab {1}. Prüfen Sie die Uhr.',
  ],
  [
    'No trusted path leads to the certificate (issued by {0}). Verifiers may know its issuer; this computer does not.',
    'Zu dem Zertifikat (ausgestellt von {0}) führt kein vertrauter Weg. Prüfer kennen den Aussteller vielleicht; dieser Computer nicht.',
  ],
  [
    'The document is a portfolio: the signature covers the files in it, too, though only its cover is shown here.',
    'Das Dokument ist ein Portfolio: Die Signatur gilt auch den Dateien darin, gezeigt wird hier aber nur das Deckblatt.',
  ],
  [
    'The file begins with {0} bytes that belong to no PDF; some programs do not open such files.',
    'Die Datei beginnt mit {0} Bytes, die zu keinem PDF gehören; manche Programme öffnen solche Dateien nicht.',
  ],
  [
    'The document is certified. Some validators then accept visible signatures only in fields that were there before; an invisible one is safe everywhere.',
    'Das Dokument ist zertifiziert. Manche Prüfprogramme lassen dann sichtbare Signaturen nur in Feldern gelten, die es vorher gab; eine unsichtbare gilt überall.',
  ],
  [
    'The visible signature shows a question mark for {0}: no font of this program has it. What is signed is not affected.',
    'Die sichtbare Signatur zeigt für {0} ein Fragezeichen: Keine Schrift dieses Programms hat das Zeichen. Was signiert wird, bleibt davon unberührt.',
  ],
  [
    'The document is certified, and stamps on further pages are permitted, but they change how pages look that {0} covers: whoever verifies the document is told so.',
    'Das Dokument ist zertifiziert. Stempel auf weiteren Seiten sind erlaubt, ändern aber das Aussehen von Seiten, die {0} abdeckt: Wer das Dokument prüft, erfährt das.',
  ],
  ['an earlier signature', 'eine frühere Signatur'],
  ['the signature “{0}”', 'die Signatur „{0}“'],
  [
    'The document was damaged. What is signed is a repaired copy: read the signed file. The document itself is as it was.',
    'Das Dokument war beschädigt. Signiert wird eine reparierte Kopie: Lesen Sie die signierte Datei. Das Dokument selbst bleibt, wie es war.',
  ],
  ['The author of the field “{0}” suggests {1}.', 'Der Verfasser des Felds „{0}“ schlägt vor: {1}.'],
  [
    'The author of the field “{0}” suggests {1}, which the certificate of {2} is not.',
    'Der Verfasser des Felds „{0}“ schlägt vor: {1}; das Zertifikat von {2} ist das nicht.',
  ],
  [
    'The author of the field “{0}” asks for {1}: that is what you make.',
    'Der Verfasser des Felds „{0}“ verlangt {1}: So wird signiert.',
  ],
  [
    'The author of the field “{0}” wants the document locked by this signature: nothing can be changed or signed afterwards.',
    'Der Verfasser des Felds „{0}“ will, dass diese Signatur das Dokument sperrt: Danach lässt sich nichts mehr ändern oder signieren.',
  ],
  [
    'The author of the field “{0}” prescribes the reason “{1}”: it is part of what you sign.',
    'Der Verfasser des Felds „{0}“ schreibt den Grund „{1}“ vor: Er gehört zu dem, was Sie signieren.',
  ],
  [
    'The author of the field “{0}” wants the timestamp from {1}; it is asked only if you name it with --tsa.',
    'Der Verfasser des Felds „{0}“ will den Zeitstempel von {1}; gefragt wird er nur, wenn Sie ihn nennen.',
  ],
  ['the signature handler “{0}”', 'das Signaturprogramm „{0}“'],
  [
    'a signature of the format {0}, and this program makes {1}',
    'eine Signatur im Format {0}; dieses Programm macht {1}',
  ],
  ['rules of version {0}, which this program does not know', 'Regeln der Version {0}, die dieses Programm nicht kennt'],
  [
    'the digest {0}, and this program makes SHA-256, SHA-384 and SHA-512',
    'das Hash-Verfahren {0}; dieses Programm verwendet SHA-256, SHA-384 und SHA-512',
  ],
  ['a timestamp', 'einen Zeitstempel'],
  ['a timestamp from {0}', 'einen Zeitstempel von {0}'],
  ['revocation information in the document', 'Sperrauskünfte im Dokument'],
  ['the appearance “{0}”, which this program does not have', 'das Aussehen „{0}“, das dieses Programm nicht hat'],
  [
    'a legal attestation beside the certification, which this program does not make',
    'eine rechtliche Erklärung neben der Zertifizierung, die dieses Programm nicht macht',
  ],
  [
    'a certification that permits no changes (--certify no-changes)',
    'eine Zertifizierung, die keine Änderungen erlaubt',
  ],
  [
    'a certification that permits filling in forms (--certify forms)',
    'eine Zertifizierung, die das Ausfüllen von Formularen erlaubt',
  ],
  ['a certification that permits annotations (--certify annotations)', 'eine Zertifizierung, die Anmerkungen erlaubt'],
  ['a signature that does not lock the document', 'eine Signatur, die das Dokument nicht sperrt'],
  ['a signature without a reason', 'eine Signatur ohne Grund'],
  ['one of the reasons {0}', 'einen der Gründe {0}'],
  ['a certificate issued under {0}', 'ein Zertifikat, ausgestellt unter {0}'],
  ['a certificate of {0}', 'ein Zertifikat von {0}'],
  ['a certificate under the policy {0}', 'ein Zertifikat nach der Richtlinie {0}'],
  ['a certificate made for {0}', 'ein Zertifikat für {0}'],
  ['somebody whose certificate cannot be read', 'jemandem, dessen Zertifikat sich nicht lesen lässt'],
  ['{0}, serial {1}', '{0}, Seriennummer {1}'],
  [
    '{0} wants the PIN for each signature: it is asked for on the reader {1} times for {2} documents.',
    '{0} verlangt die PIN für jede Signatur: Am Lesegerät wird sie {1} Mal für {2} Dokumente verlangt.',
  ],
  [
    '{0} wants the PIN for each signature: it is asked for {1} times for {2} documents.',
    '{0} verlangt die PIN für jede Signatur: Sie wird {1} Mal für {2} Dokumente verlangt.',
  ],
  [
    '{0} may want the PIN for each signature: that is known once it is open.',
    '{0} verlangt vielleicht die PIN für jede Signatur: Das zeigt sich, wenn der Schlüssel offen ist.',
  ],
  [
    'The author of the PDF permits signing its empty signature fields, but no new ones. The owner password lifts that.',
    'Der Verfasser des PDFs erlaubt, seine leeren Signaturfelder zu signieren, aber keine neuen. Das Besitzerpasswort hebt das auf.',
  ],
  [
    'The author of the PDF permits no signature. The owner password lifts that.',
    'Der Verfasser des PDFs erlaubt keine Signatur. Das Besitzerpasswort hebt das auf.',
  ],
];
