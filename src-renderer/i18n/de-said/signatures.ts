import type { SentencePair } from '../sentence-pair.ts';

/** What main says of signatures, containers and proofs of time, in German. Gaps keep their numbers. */
export const SAID_OF_SIGNATURES: readonly SentencePair[] = [
  ['That is byte {0} of the file.', 'Das ist Byte {0} der Datei.'],
  [
    'The signature value does not belong to these signed attributes and this certificate.',
    'Der Signaturwert gehört nicht zu diesen signierten Angaben und diesem Zertifikat.',
  ],
  [
    'The certificate of the signer is neither in the signature nor among the certificates given.',
    'Das Zertifikat des Unterzeichners steht weder in der Signatur noch unter den vorgelegten Zertifikaten.',
  ],
  ['Not a PAdES baseline signature: {0}.', 'Keine Signatur nach einer PAdES-Stufe: {0}.'],
  ['Not a CAdES baseline signature: {0}.', 'Keine Signatur nach einer CAdES-Stufe: {0}.'],
  ['the claimed time /M is missing or unreadable', 'die angegebene Zeit /M fehlt oder ist nicht lesbar'],
  ['the entry /Cert must not be there', 'der Eintrag /Cert darf nicht dastehen'],
  ["the signer's certificate is not in the signature", 'das Zertifikat des Unterzeichners steht nicht in der Signatur'],
  ['the signing-certificate attribute is missing', 'das Attribut signing-certificate fehlt'],
  ['the signing-time attribute must not be there', 'das Attribut signing-time darf nicht dastehen'],
  ['the signing-time attribute is missing', 'das Attribut signing-time fehlt'],
  ['MD5 must not be used', 'MD5 darf nicht verwendet werden'],
  [
    '/Reason must not stand beside a commitment type or a signature policy',
    '/Reason darf nicht neben einer Verpflichtungsart oder einer Signaturrichtlinie stehen',
  ],
  ['it must not carry a countersignature', 'sie darf keine Gegensignatur tragen'],
  [
    'The value of the signature field is not a signature dictionary.',
    'Der Wert des Signaturfelds ist kein Signatureintrag (Signature Dictionary).',
  ],
  [
    'The signature dictionary cannot be read: {0}',
    'Der Signatureintrag (Signature Dictionary) lässt sich nicht lesen: {0}',
  ],
  [
    'The signature is of the kind {0}, which rests on SHA-1 and is no longer accepted.',
    'Die Signatur ist von der Art {0}, die auf SHA-1 beruht und nicht mehr anerkannt wird.',
  ],
  [
    'The signature is of the kind {0}, which this program cannot check.',
    'Die Signatur ist von der Art {0}, die dieses Programm nicht prüfen kann.',
  ],
  [
    'The CMS structure must hold one signature and holds {0}.',
    'Die CMS-Struktur muss eine Signatur enthalten und enthält {0}.',
  ],
  [
    'The CMS structure must hold a signature, and holds {0}.',
    'Die CMS-Struktur muss eine Signatur enthalten und enthält {0}.',
  ],
  [
    'The signature carries a content of its own beside the document.',
    'Die Signatur bringt neben dem Dokument einen eigenen Inhalt mit.',
  ],
  [
    'The signature carries a content of its own beside the file.',
    'Die Signatur bringt neben der Datei einen eigenen Inhalt mit.',
  ],
  ['A certificate in the signature cannot be read: {0}', 'Ein Zertifikat in der Signatur lässt sich nicht lesen: {0}'],
  ['It is of a kind other than X.509.', 'Es ist von einer anderen Art als X.509.'],
  ['The fault is at offset {0}.', 'Der Fehler steht an Stelle {0}.'],
  ['The fault is at offset {0} of its DER form.', 'Der Fehler steht an Stelle {0} der DER-Form.'],
  ['The fault is at character {0}.', 'Der Fehler steht an Zeichen {0}.'],
  ['That is byte {0} of the file.', 'Das ist Byte {0} der Datei.'],
  [
    'The signature dictionary stands at byte {0} of the file.',
    'Der Signatureintrag (Signature Dictionary) steht an Byte {0} der Datei.',
  ],
  [
    '/Contents is not a plain hexadecimal string from byte {0} of the file.',
    '/Contents ist ab Byte {0} der Datei keine reine hexadezimale Zeichenkette.',
  ],
  ['The CMS structure in /Contents is malformed: {0}', 'Die CMS-Struktur in /Contents ist fehlerhaft: {0}'],
  [
    'The timestamp is of a digest that this program cannot compute.',
    'Der Zeitstempel gilt einem Hashwert, den dieses Programm nicht berechnen kann.',
  ],
  [
    'The content was changed: its digest is not the one that the timestamp is of.',
    'Der Inhalt wurde geändert: Sein Hashwert ist nicht der, dem der Zeitstempel gilt.',
  ],
  [
    'The signature has no signed attributes, as very old programs made them; this program does not check that kind.',
    'Die Signatur hat keine signierten Attribute, wie sehr alte Programme sie machten; diese Art prüft dieses Programm nicht.',
  ],
  [
    'The signature does not say which certificate it was made with: the signing-certificate attribute is missing.',
    'Die Signatur sagt nicht, mit welchem Zertifikat sie gemacht wurde: Das Attribut signing-certificate fehlt.',
  ],
  [
    'The signature ends at byte {0}, where no revision of the document ends.',
    'Die Signatur endet bei Byte {0}, wo keine Fassung des Dokuments endet.',
  ],
  [
    'The file holds a signature that its form does not lead to; it may have been cut off.',
    'Die Datei enthält eine Signatur, zu der ihr Formular nicht führt; sie kann abgetrennt worden sein.',
  ],
  ['The signature has no signed attributes.', 'Die Signatur hat keine signierten Attribute.'],
  ['The signature is over content of type {0}, not {1}.', 'Die Signatur gilt einem Inhalt der Art {0}, nicht {1}.'],
  ['The digest algorithm {0} is not one that is accepted.', 'Das Hash-Verfahren {0} wird nicht anerkannt.'],
  ['The signature algorithm {0} is not one that is accepted.', 'Das Signaturverfahren {0} wird nicht anerkannt.'],
  [
    'The signature algorithm ({0}) does not go with the digest algorithm {1}.',
    'Das Signaturverfahren ({0}) passt nicht zum Hash-Verfahren {1}.',
  ],
  [
    'The digest algorithm of the signer is missing from the list at the head of the CMS structure.',
    'Das Hash-Verfahren des Unterzeichners fehlt in der Liste am Anfang der CMS-Struktur.',
  ],
  [
    'The signing-certificate attribute names another certificate than the one given.',
    'Das Attribut signing-certificate nennt ein anderes Zertifikat als das vorliegende.',
  ],
  [
    'The signing-certificate attribute names the certificate by a digest that is not accepted.',
    'Das Attribut signing-certificate nennt das Zertifikat mit einem Hashwert, der nicht anerkannt wird.',
  ],
  [
    'The signing-certificate attribute names another issuer or serial number than the certificate has.',
    'Das Attribut signing-certificate nennt einen anderen Aussteller oder eine andere Seriennummer, als das Zertifikat hat.',
  ],
  [
    'Signatures of a key of type {0} cannot be checked here.',
    'Signaturen eines Schlüssels der Art {0} können hier nicht geprüft werden.',
  ],
  [
    'The signed content-type attribute is missing or names another type than the content has.',
    'Das signierte Attribut content-type fehlt oder nennt eine andere Art, als der Inhalt hat.',
  ],
  ['The signed attributes hold no message digest.', 'Die signierten Attribute enthalten keinen Hashwert des Inhalts.'],
  [
    'The content was changed: its digest is not the one that was signed.',
    'Der Inhalt wurde geändert: Sein Hashwert ist nicht der, der signiert wurde.',
  ],
  [
    'The algorithms named outside the signature are not those that were signed.',
    'Die außerhalb der Signatur genannten Verfahren sind nicht die, die signiert wurden.',
  ],
  ['There is something wrong with {0} more.', 'Mit {0} weiteren stimmt etwas nicht.'],
  [
    'The container holds more signatures than this program verifies.',
    'Der Container enthält mehr Signaturen, als dieses Programm prüft.',
  ],
  ['“{0}” lies in the container and is {1}.', '„{0}“ liegt im Container und ist {1}.'],
  ['covered by no proof of time', 'von keinem Zeitbeweis abgedeckt'],
  ['not signed', 'nicht signiert'],
  [
    '“{0}” is an XML signature, which this program cannot check.',
    '„{0}“ ist eine XML-Signatur, die dieses Programm nicht prüfen kann.',
  ],
  [
    '“{0}” names the signature “{1}”, which is not in the container.',
    '„{0}“ nennt die Signatur „{1}“, die nicht im Container liegt.',
  ],
  ['This signature is of {0}, and not of {1}.', 'Diese Signatur gilt {0} und nicht {1}.'],
  ['This signature is of {0}, and not of {1} and others.', 'Diese Signatur gilt {0} und nicht {1} und weiteren.'],
  [
    '“{0}” is a signature, but the container does not say of what.',
    '„{0}“ ist eine Signatur, aber der Container sagt nicht, wovon.',
  ],
  [
    'The container says that it is “{0}”, which is no signature container.',
    'Der Container gibt sich als „{0}“ aus; das ist kein Signaturcontainer.',
  ],
  [
    '“{0}” proves a time, but the container does not say of what.',
    '„{0}“ beweist eine Zeit, aber der Container sagt nicht, wovon.',
  ],
  ['“{0}” was signed and is not in the container.', '„{0}“ wurde signiert und liegt nicht im Container.'],
  [
    '“{0}” is bound by a digest that is not accepted.',
    '„{0}“ ist durch einen Hashwert gebunden, der nicht anerkannt wird.',
  ],
  ['“{0}” was changed after it was signed.', '„{0}“ wurde nach dem Signieren geändert.'],
  ['An archive timestamp proves nothing: {0}.', 'Ein Archivzeitstempel beweist nichts: {0}.'],
  ['it does not list what it covers', 'er führt nicht auf, was er abdeckt'],
  [
    'its list rests on another digest than the timestamp itself',
    'seine Liste beruht auf einem anderen Hash-Verfahren als der Zeitstempel selbst',
  ],
  ['something that it covers was taken away', 'etwas, das er abdeckt, wurde entfernt'],
  ['it does not cover the one before it', 'er deckt den vor ihm nicht ab'],
  ['The signature is malformed: {0}', 'Die Signatur ist fehlerhaft: {0}'],
  ['The proof of time is malformed: {0}', 'Der Zeitbeweis ist fehlerhaft: {0}'],
  [
    'The evidence record was checked for itself alone: what it is about was not given, so it proves nothing of any file.',
    'Der Beweisdatensatz wurde nur für sich geprüft: Worum es geht, lag nicht vor; deshalb beweist er nichts über eine Datei.',
  ],
  [
    'What the timestamp is of was not given: name the file with --content.',
    'Wem der Zeitstempel gilt, lag nicht vor: Nennen Sie die Datei mit --content.',
  ],
  [
    'The timestamp of {0} proves that the data existed on {1}.',
    'Der Zeitstempel von {0} beweist, dass die Daten am {1} bestanden.',
  ],
  ['is of a digest that this program cannot compute', 'gilt einem Hashwert, den dieses Programm nicht berechnen kann'],
  ['is not of the timestamp before it', 'gilt nicht dem Zeitstempel davor'],
  ['does not fit the hash tree', 'passt nicht zum Hashbaum'],
  ['is not of this data', 'gilt nicht diesen Daten'],
  ['is not of this data and the timestamps before it', 'gilt nicht diesen Daten und den Zeitstempeln davor'],
  ['The manifest of the container {0}.', 'Das Verzeichnis des Containers (Manifest) {0}.'],
  ['declares a document type', 'erklärt einen Dokumenttyp'],
  ['is not well-formed XML', 'ist kein wohlgeformtes XML'],
  ['is nested too deeply', 'ist zu tief verschachtelt'],
  ['is no ASiCManifest', 'ist kein ASiCManifest'],
  ['names two signatures', 'nennt zwei Signaturen'],
  ['names no signature', 'nennt keine Signatur'],
  ['names a file in the wrong place', 'nennt eine Datei an der falschen Stelle'],
  ['names more files than this program reads', 'nennt mehr Dateien, als dieses Programm liest'],
  ['names a file without a name', 'nennt eine Datei ohne Namen'],
  ['gives a file two digests', 'gibt einer Datei zwei Hashwerte'],
  ['gives a file no digest', 'gibt einer Datei keinen Hashwert'],
];
