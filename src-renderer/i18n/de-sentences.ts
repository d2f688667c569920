/** A sentence of main with `{0}`, `{1}` … where it differs from time to time, and the same in another language. */
export type SentencePair = readonly [english: string, other: string];

/** Sentences of main about changes, signatures, certificates and time, in German. Gaps keep their numbers. */
export const DE_SENTENCES: readonly SentencePair[] = [
  ['Page {0}: {1} was added.', 'Seite {0}: {1} wurde hinzugefügt.'],
  ['Page {0}: {1} that says “{2}” was added.', 'Seite {0}: {1} mit dem Text „{2}“ wurde hinzugefügt.'],
  ['Page {0}: annotations were added.', 'Seite {0}: Anmerkungen wurden hinzugefügt.'],
  [
    'Page {0}: annotations were taken away or put in another order.',
    'Seite {0}: Anmerkungen wurden entfernt oder umgeordnet.',
  ],
  ['Page {0}: the content was replaced.', 'Seite {0}: Der Inhalt wurde ersetzt.'],
  ['Page {0}: the content was {1}.', 'Seite {0}: Der Inhalt wurde {1}.'],
  ['Page {0}: {1} that it shows was {2}.', 'Seite {0}: {1} auf dieser Seite wurde {2}.'],
  ['Page {0}: an annotation was {1}.', 'Seite {0}: Eine Anmerkung wurde {1}.'],
  [
    'Page {0}: fonts, pictures or drawings that it uses were replaced.',
    'Seite {0}: Schriften, Bilder oder Zeichnungen, die sie verwendet, wurden ersetzt.',
  ],
  ['Page {0}: the size of the page was changed.', 'Seite {0}: Die Größe der Seite wurde geändert.'],
  ['Page {0}: the visible part of the page was changed.', 'Seite {0}: Der sichtbare Teil der Seite wurde geändert.'],
  ['Page {0}: the scale of the page was changed.', 'Seite {0}: Der Maßstab der Seite wurde geändert.'],
  ['Page {0}: an action was attached to the page.', 'Seite {0}: An die Seite wurde eine Aktion gehängt.'],
  [
    'On page {0} so many boxes lie over each other that it cannot be told what they cover.',
    'Auf Seite {0} liegen so viele Felder übereinander, dass sich nicht sagen lässt, was sie verdecken.',
  ],
  ['Page {0}: the page was removed.', 'Seite {0}: Die Seite wurde entfernt.'],
  ['Page {0}: the page was turned.', 'Seite {0}: Die Seite wurde gedreht.'],
  ['Pages were added, removed or put in another order.', 'Seiten wurden hinzugefügt, entfernt oder umgeordnet.'],
  ['Page {0} looks otherwise than when it was signed.', 'Seite {0} sieht anders aus als beim Signieren.'],
  [
    'Page {0} looks otherwise than when it was signed, over “{1}”.',
    'Seite {0} sieht anders aus als beim Signieren, über „{1}“.',
  ],
  ['Page {0} looks otherwise than when “{1}” was signed.', 'Seite {0} sieht anders aus als bei der Signatur in „{1}“.'],
  [
    'Page {0} looks otherwise than when “{1}” was signed, over “{2}”.',
    'Seite {0} sieht anders aus als bei der Signatur in „{1}“, über „{2}“.',
  ],
  [
    'On page {0} {1} “{2}” covers what was there when it was signed.',
    'Auf Seite {0} verdeckt {1} „{2}“, was beim Signieren dort stand.',
  ],
  [
    'On page {0} {1} “{2}” covers what was there when “{3}” was signed: “{4}”.',
    'Auf Seite {0} verdeckt {1} „{2}“, was bei der Signatur in „{3}“ dort stand: „{4}“.',
  ],
  [
    'On page {0} {1} “{2}” covers what was there when “{3}” was signed.',
    'Auf Seite {0} verdeckt {1} „{2}“, was bei der Signatur in „{3}“ dort stand.',
  ],
  [
    'On page {0} something was added whose look is left to the program that shows it.',
    'Auf Seite {0} kam etwas hinzu, dessen Aussehen dem Programm überlassen bleibt, das es zeigt.',
  ],
  ['The form field “{0}” was filled with {1}.', 'Das Formularfeld „{0}“ wurde mit {1} ausgefüllt.'],
  ['The form field “{0}” was emptied.', 'Das Formularfeld „{0}“ wurde geleert.'],
  ['The form field “{0}” was {1} in more than its value.', 'Das Formularfeld „{0}“ wurde über seinen Wert hinaus {1}.'],
  [
    'The form field “{0}” was {1} in a way that filling it does not account for.',
    'Das Formularfeld „{0}“ wurde so {1}, wie es durch Ausfüllen nicht geschieht.',
  ],
  ['The signed field “{0}” or its signature was {1}.', 'Das signierte Feld „{0}“ oder seine Signatur wurde {1}.'],
  [
    'The signature field {0} was added or filled, but {1}.',
    'Das Signaturfeld {0} kam hinzu oder wurde ausgefüllt, aber {1}.',
  ],
  [
    'A new signature stands on the document in more than one place.',
    'Eine neue Signatur steht an mehr als einer Stelle auf dem Dokument.',
  ],
  ['New signatures cover most of a page.', 'Neue Signaturen verdecken den größten Teil einer Seite.'],
  ['The form of the document was removed.', 'Das Formular des Dokuments wurde entfernt.'],
  ['The form was exchanged.', 'Das Formular wurde ausgetauscht.'],
  [
    'A signature was added in the field {0}; it is intact and covers this revision.',
    'Im Feld {0} kam eine Signatur hinzu; sie ist unversehrt und deckt diese Fassung ab.',
  ],
  [
    'A document timestamp was added in the field {0}; it is intact and covers this revision.',
    'Im Feld {0} kam ein Dokumentzeitstempel hinzu; er ist unversehrt und deckt diese Fassung ab.',
  ],
  [
    'Validation data (certificates and revocation lists) were added.',
    'Prüfdaten (Zertifikate und Sperrlisten) kamen hinzu.',
  ],
  ['The validation data of the document were removed.', 'Die Prüfdaten des Dokuments wurden entfernt.'],
  [
    'A revision was appended that brings neither a signature nor validation data.',
    'Eine Fassung kam hinzu, die weder eine Signatur noch Prüfdaten bringt.',
  ],
  [
    'The form of the document cannot be read, so its changes cannot be told.',
    'Das Formular des Dokuments lässt sich nicht lesen; deshalb ist nicht zu sagen, was sich daran geändert hat.',
  ],
  ['trusted list {0}', 'Vertrauensliste {0}'],
  ['operating system', 'Betriebssystem'],
  ['European Union', 'Europäische Union'],
  [
    'Self-signed: whoever receives the document must have been given it another way.',
    'Selbst signiert: Wer das Dokument erhält, muss das Zertifikat auf anderem Weg bekommen haben.',
  ],
  [
    'The token holds no private key for this certificate.',
    'Der Token hat keinen privaten Schlüssel zu diesem Zertifikat.',
  ],
  [
    'The certificate is not made for signing (key usage).',
    'Das Zertifikat ist nicht zum Signieren bestimmt (Key Usage).',
  ],
  ['The certificate expired on {0}.', 'Das Zertifikat ist am {0} abgelaufen.'],
  ['Expires in {0} days.', 'Läuft in {0} Tagen ab.'],
  ['This key wants its PIN for each signature.', 'Dieser Schlüssel verlangt für jede Signatur die PIN.'],
  ['The form no longer says that it holds signatures.', 'Im Formular steht nicht mehr, dass es Signaturen enthält.'],
  ['The page object {0} was {1}.', 'Das Seitenobjekt {0} wurde {1}.'],
  ['Object {0} was {1}.', 'Objekt {0} wurde {1}.'],
  ['A revision was appended that changes no object.', 'Eine Fassung kam hinzu, die kein Objekt ändert.'],
  ['Object {0} was added, and nothing leads to it.', 'Objekt {0} kam hinzu, und nichts führt dorthin.'],
  ['The entry /{0} of the trailer was changed.', 'Der Eintrag /{0} des Dateiendes wurde geändert.'],
  ['The entry /{0} of the document catalog was changed.', 'Der Eintrag /{0} des Dokumentkatalogs wurde geändert.'],
  ['The entry /{0} of the form was changed.', 'Der Eintrag /{0} des Formulars wurde geändert.'],
  [
    'It was noted when and with what program the document was saved.',
    'Es wurde vermerkt, wann und mit welchem Programm das Dokument gespeichert wurde.',
  ],
  [
    'The description of the document (XMP) was brought up to date.',
    'Die Beschreibung des Dokuments (XMP) wurde fortgeschrieben.',
  ],
  [
    'The signature value does not belong to these signed attributes and this certificate.',
    'Der Signaturwert gehört nicht zu diesen signierten Angaben und diesem Zertifikat.',
  ],
  [
    'The certificate of the signer is neither in the signature nor among the certificates given.',
    'Das Zertifikat des Unterzeichners steht weder in der Signatur noch unter den vorgelegten Zertifikaten.',
  ],
  [
    'No path leads from the certificate of {0} to a trusted one.',
    'Vom Zertifikat von {0} führt kein Weg zu einem vertrauten.',
  ],
  [
    'No revocation list of {0} is at hand for the certificate of {1}.',
    'Für das Zertifikat von {1} liegt keine Sperrliste von {0} vor.',
  ],
  ['The certificate of {0} was revoked on {1} ({2}).', 'Das Zertifikat von {0} wurde am {1} gesperrt ({2}).'],
  ['The certificate of {0} is on hold.', 'Das Zertifikat von {0} ist vorläufig gesperrt.'],
  [
    'The certificate of {0} expired on {1}, and no timestamp proves that the signature is older.',
    'Das Zertifikat von {0} lief am {1} ab, und kein Zeitstempel beweist, dass die Signatur älter ist.',
  ],
  ['The certificate of {0} is valid only from {1}.', 'Das Zertifikat von {0} gilt erst ab {1}.'],
  [
    'The certificate of {0} is self-signed and is not among the trusted ones.',
    'Das Zertifikat von {0} ist selbst signiert und gehört nicht zu den vertrauten.',
  ],
  [
    'The certificate of {0} is not made for signing documents.',
    'Das Zertifikat von {0} ist nicht für das Signieren von Dokumenten bestimmt.',
  ],
  ['The certificate of {0} is judged as of {1}.', 'Das Zertifikat von {0} wird für den Zeitpunkt {1} beurteilt.'],
  ['A timestamp of {0} proves that {1} on {2}.', 'Ein Zeitstempel von {0} beweist für den {2}: {1}.'],
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
];

/** What main puts after another sentence, and the same in German. */
export const DE_REMARKS: readonly SentencePair[] = [
  [
    'The certification of the document permits no changes.',
    'Die Zertifizierung des Dokuments erlaubt keine Änderungen.',
  ],
  ['The certification of the document does not permit it.', 'Die Zertifizierung des Dokuments erlaubt das nicht.'],
  ['An earlier signature locked this field.', 'Eine frühere Signatur hat dieses Feld gesperrt.'],
];

/** What may stand in a gap and is English itself. */
export const DE_WORDS: Readonly<Record<string, string>> = {
  'a note': 'eine Notiz',
  'a text annotation': 'eine Textanmerkung',
  'a line': 'eine Linie',
  'a rectangle': 'ein Rechteck',
  'an ellipse': 'eine Ellipse',
  'a polygon': 'ein Vieleck',
  'a highlighting': 'eine Hervorhebung',
  'an underlining': 'eine Unterstreichung',
  'a strike-through': 'eine Durchstreichung',
  'a stamp': 'ein Stempel',
  'an insertion mark': 'ein Einfügezeichen',
  'a drawing by hand': 'eine Freihandzeichnung',
  'the window of a note': 'das Fenster einer Notiz',
  'the box of the signature': 'das Signaturfeld',
  'the field': 'das Feld',
  'a font': 'eine Schrift',
  'a picture': 'ein Bild',
  'a drawing': 'eine Zeichnung',
  'a layer': 'eine Ebene',
  changed: 'geändert',
  removed: 'entfernt',
  'without a name': 'ohne Namen',
  'its signature is not intact': 'seine Signatur ist nicht unversehrt',
  'its signature does not cover this revision': 'seine Signatur deckt diese Fassung nicht ab',
  'an earlier revision already pointed at its value': 'eine frühere Fassung verwies schon auf seinen Wert',
  'an earlier revision already pointed at it': 'eine frühere Fassung verwies schon darauf',
  'it was signed before': 'es war schon signiert',
  'there was a field of that name before': 'ein Feld dieses Namens gab es schon',
  'it covers most of the page': 'es verdeckt den größten Teil der Seite',
  'its look changes when the mouse is over it': 'sein Aussehen ändert sich unter der Maus',
};
