import type { SentencePair } from '../sentence-pair.ts';

/** What main says of certificates, revocation and timestamps, in German. Gaps keep their numbers. */
export const SAID_OF_TRUST: readonly SentencePair[] = [
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
  ['Intact; signer known; revocation not checked', 'Unversehrt; Unterzeichner bekannt; Sperrung nicht geprüft'],
  ['A key of type {0} is too short.', 'Ein Schlüssel der Art {0} ist zu kurz.'],
  ['A key of type {0} is not accepted.', 'Ein Schlüssel der Art {0} wird nicht anerkannt.'],
  ['A key of type {0} is not accepted since {1}.', 'Ein Schlüssel der Art {0} wird seit dem {1} nicht mehr anerkannt.'],
  [
    'A key of type {0} is accepted only until {1}: get a certificate with a stronger one.',
    'Ein Schlüssel der Art {0} wird nur noch bis zum {1} anerkannt: Besorgen Sie ein Zertifikat mit einem stärkeren.',
  ],
  ['{0} is not accepted.', '{0} wird nicht anerkannt.'],
  ['{0} is not accepted since {1}.', '{0} wird seit dem {1} nicht mehr anerkannt.'],
  [
    '{0} is trusted only until {1}, and no timestamp proves that the signature is older.',
    '{0} wird nur bis {1} vertraut, und kein Zeitstempel beweist, dass die Signatur älter ist.',
  ],
  ['{0} is trusted only from {1}.', '{0} wird erst ab {1} vertraut.'],
  [
    'The signature was made with a revoked certificate: that of {0} was revoked on {1}, and {2}.',
    'Die Signatur entstand mit einem gesperrten Zertifikat: Das von {0} wurde am {1} gesperrt, und {2}.',
  ],
  [
    'The signature was made with an expired certificate: that of {0} expired on {1}, and {2}.',
    'Die Signatur entstand mit einem abgelaufenen Zertifikat: Das von {0} lief am {1} ab, und {2}.',
  ],
  ['it is proved to have been made after {0}', 'sie entstand nachweislich nach dem {0}'],
  ['The signature is younger: {0}.', 'Die Signatur ist jünger: {0}.'],
  [
    'Nothing proves that {0} existed on {1}, when it would still have counted.',
    'Nichts beweist, dass {0} am {1} bestand, als es noch gezählt hätte.',
  ],
  ['the certificate of {0}', 'das Zertifikat von {0}'],
  [
    'what says that the certificate of {0} was not revoked',
    'die Auskunft, dass das Zertifikat von {0} nicht gesperrt war,',
  ],
  ['the signature', 'die Signatur'],
  [
    'The entry for {0} on the revocation list of {1} cannot be read.',
    'Der Eintrag für {0} auf der Sperrliste von {1} lässt sich nicht lesen.',
  ],
  [
    'The revocation lists of {0} at hand do not cover every reason for which the certificate of {1} may be revoked.',
    'Die vorliegenden Sperrlisten von {0} decken nicht jeden Grund ab, aus dem das Zertifikat von {1} gesperrt werden kann.',
  ],
  [
    'The revocation list of {0} was made after the certificate of {1} had expired.',
    'Die Sperrliste von {0} entstand, nachdem das Zertifikat von {1} abgelaufen war.',
  ],
  [
    'The newest revocation list of {0} is of {1}, older than the policy allows.',
    'Die neueste Sperrliste von {0} ist vom {1}, älter als die Prüfregeln erlauben.',
  ],
  [
    'The newest revocation list of {0} was due to be replaced by {1}.',
    'Die neueste Sperrliste von {0} hätte bis {1} ersetzt sein müssen.',
  ],
  [
    'A revocation list of {0} does not cover the certificate of {1}.',
    'Eine Sperrliste von {0} gilt nicht für das Zertifikat von {1}.',
  ],
  [
    'A revocation list of {0} has the critical extension {1}, which is not understood.',
    'Eine Sperrliste von {0} hat die kritische Erweiterung {1}, die hier nicht verstanden wird.',
  ],
  [
    'A revocation list of {0} is not signed by a key that may sign it.',
    'Eine Sperrliste von {0} ist nicht mit einem Schlüssel signiert, der das darf.',
  ],
  ['A revocation list of {0} does not count: {1}', 'Eine Sperrliste von {0} zählt nicht: {1}'],
  ['it is too weakly signed: {0}', 'sie ist zu schwach signiert: {0}'],
  [
    'who vouches for it was revoked on {0}, and no timestamp proves that it is older.',
    'wer dafür bürgt, wurde am {0} gesperrt, und kein Zeitstempel beweist, dass sie älter ist.',
  ],
  [
    'its signer {0} expired on {1}, and no timestamp proves that it is older.',
    'das Zertifikat ihres Unterzeichners {0} lief am {1} ab, und kein Zeitstempel beweist, dass sie älter ist.',
  ],
  ['Its OCSP responder does not know the certificate of {0}.', 'Der OCSP-Dienst kennt das Zertifikat von {0} nicht.'],
  [
    'The OCSP answer was given after the certificate of {0} had expired.',
    'Die OCSP-Antwort kam, nachdem das Zertifikat von {0} abgelaufen war.',
  ],
  [
    'The newest OCSP answer for the certificate of {0} is of {1}, older than the policy allows.',
    'Die neueste OCSP-Antwort für das Zertifikat von {0} ist vom {1}, älter als die Prüfregeln erlauben.',
  ],
  [
    'The newest OCSP answer for the certificate of {0} was good until {1}.',
    'Die neueste OCSP-Antwort für das Zertifikat von {0} galt bis {1}.',
  ],
  [
    'An OCSP answer has the critical extension {0}, which is not understood.',
    'Eine OCSP-Antwort hat die kritische Erweiterung {0}, die hier nicht verstanden wird.',
  ],
  ['An OCSP answer is dated in the future.', 'Eine OCSP-Antwort ist auf die Zukunft datiert.'],
  [
    'An OCSP answer is not signed by {0} nor by anybody it named for that.',
    'Eine OCSP-Antwort ist weder von {0} signiert noch von jemandem, der dafür benannt wurde.',
  ],
  ['An OCSP answer does not count: {0}', 'Eine OCSP-Antwort zählt nicht: {0}'],
  [
    'The evidence record is of an encrypted form of the data, which is not at hand.',
    'Der Beweisdatensatz gilt einer verschlüsselten Form der Daten, die nicht vorliegt.',
  ],
  [
    'A timestamp of {0} is followed in the evidence record by one of {1}.',
    'Im Beweisdatensatz folgt auf einen Zeitstempel vom {0} einer vom {1}.',
  ],
  ['A chain of the evidence record mixes hash algorithms.', 'Eine Kette des Beweisdatensatzes mischt Hash-Verfahren.'],
  [
    'The hash algorithm {0} of the evidence record is not one that is accepted.',
    'Das Hash-Verfahren {0} des Beweisdatensatzes wird nicht anerkannt.',
  ],
  ['A timestamp of the evidence record {0}.', 'Ein Zeitstempel des Beweisdatensatzes {0}.'],
  ['The timestamp proves nothing: {0}.', 'Der Zeitstempel beweist nichts: {0}.'],
  ['A timestamp in the signature proves nothing: {0}.', 'Ein Zeitstempel in der Signatur beweist nichts: {0}.'],
  ['A timestamp of the content proves nothing: {0}.', 'Ein Zeitstempel des Inhalts beweist nichts: {0}.'],
  [
    'The timestamp of {0} of {1} is dated in the future and proves nothing.',
    'Der Zeitstempel von {0} vom {1} ist auf die Zukunft datiert und beweist nichts.',
  ],
  ['The timestamp of {0} of {1} is not trusted: {2}', 'Dem Zeitstempel von {0} vom {1} wird nicht vertraut: {2}'],
  [
    'A timestamp of {0} lies inside one of {1}: one of them is wrong.',
    'Ein Zeitstempel vom {0} liegt in einem vom {1}: Einer von beiden ist falsch.',
  ],
  [
    'The signature existed on {0}, but the certificate of {1} is valid only from {2}.',
    'Die Signatur bestand am {0}, das Zertifikat von {1} gilt aber erst ab {2}.',
  ],
  ['The name constraints of {0} cannot be read.', 'Die Namensbeschränkungen von {0} lassen sich nicht lesen.'],
  ['The alternative names of {0} cannot be read.', 'Die weiteren Namen von {0} lassen sich nicht lesen.'],
  [
    'There are too many names and name constraints above {0} to compare them.',
    'Über {0} stehen zu viele Namen und Namensbeschränkungen, um sie zu vergleichen.',
  ],
  [
    'A name of {0} is one that its certification authorities must not certify.',
    'Einen Namen von {0} dürfen seine Zertifizierungsstellen nicht bescheinigen.',
  ],
  [
    'A name of {0} lies outside what its certification authorities may certify.',
    'Ein Name von {0} liegt außerhalb dessen, was seine Zertifizierungsstellen bescheinigen dürfen.',
  ],
  [
    'The trusted certificate of {0} is not that of a certification authority.',
    'Das vertraute Zertifikat von {0} ist nicht das einer Zertifizierungsstelle.',
  ],
  [
    'The certificate of {0} has the critical extension {1}, which is not understood.',
    'Das Zertifikat von {0} hat die kritische Erweiterung {1}, die hier nicht verstanden wird.',
  ],
  [
    'The certificate of {0} is not that of a certification authority, but another was issued with it.',
    'Das Zertifikat von {0} ist nicht das einer Zertifizierungsstelle, doch wurde damit ein anderes ausgestellt.',
  ],
  [
    'The path is longer than its certification authorities allow: {0} stands one place too low.',
    'Der Zertifizierungsweg ist länger, als seine Zertifizierungsstellen erlauben: {0} steht einen Platz zu tief.',
  ],
  [
    'The certificate policies along the path do not allow the certificate of {0}.',
    'Die Zertifikatsrichtlinien auf dem Weg erlauben das Zertifikat von {0} nicht.',
  ],
  [
    'A mapping of certificate policies names any policy, which it must not, in the certificate of {0}.',
    'Eine Zuordnung von Zertifikatsrichtlinien im Zertifikat von {0} nennt jede beliebige, was sie nicht darf.',
  ],
  [
    'The certificate policies cannot be read in the certificate of {0}.',
    'Die Zertifikatsrichtlinien im Zertifikat von {0} lassen sich nicht lesen.',
  ],
  ['The certificate of {0} is too weak: {1}', 'Das Zertifikat von {0} ist zu schwach: {1}'],
  [
    'The signature of {0} on the certificate of {1} is not valid.',
    'Die Signatur von {0} auf dem Zertifikat von {1} ist ungültig.',
  ],
  [
    'The signature on the certificate of {0} is of a kind that cannot be checked here.',
    'Die Signatur auf dem Zertifikat von {0} ist von einer Art, die hier nicht geprüft werden kann.',
  ],
  [
    'The certificate of the signer could not be validated.',
    'Das Zertifikat des Unterzeichners ließ sich nicht prüfen.',
  ],
  ['The certificate of {0} is not made for timestamps.', 'Das Zertifikat von {0} ist nicht für Zeitstempel bestimmt.'],
  [
    'The key usage of {0} is none that the policy asks for ({1}).',
    'Die Schlüsselverwendung von {0} ist keine, die die Prüfregeln verlangen ({1}).',
  ],
  [
    'The certificate of {0} names no purpose that the policy asks for ({1}).',
    'Das Zertifikat von {0} nennt keinen Zweck, den die Prüfregeln verlangen ({1}).',
  ],
  ['The policy asks for the level {0}, and {1}.', 'Die Prüfregeln verlangen die Stufe {0}, aber {1}.'],
  ['it is no baseline signature', 'dies ist keine Signatur nach einer Stufe'],
  ['it has {0}', 'sie hat {0}'],
  [
    'Revocation of timestamp authorities may stay unknown, as the policy says.',
    'Ob Zeitstempeldienste gesperrt sind, darf nach den Prüfregeln offen bleiben.',
  ],
  [
    'Revocation of intermediate certification authorities may stay unknown, as the policy says.',
    'Ob zwischengeschaltete Zertifizierungsstellen gesperrt sind, darf nach den Prüfregeln offen bleiben.',
  ],
  [
    'The key usage of signers is not checked, as the policy says.',
    'Die Schlüsselverwendung der Unterzeichner wird nach den Prüfregeln nicht geprüft.',
  ],
  [
    'It names the signature policy {0}, which is not looked at here.',
    'Sie nennt die Signaturrichtlinie {0}, die hier nicht betrachtet wird.',
  ],
  [
    'It was made under the signature policy {0}, which is not among those known here.',
    'Sie entstand unter der Signaturrichtlinie {0}, die hier nicht bekannt ist.',
  ],
  [
    'It names another text of the signature policy {0} than the one known here.',
    'Sie nennt einen anderen Text der Signaturrichtlinie {0} als den hier bekannten.',
  ],
  ['It was made under the signature policy {0}.', 'Sie entstand unter der Signaturrichtlinie {0}.'],
  [
    'What it says of its signature policy is malformed: {0}',
    'Was sie über ihre Signaturrichtlinie sagt, ist fehlerhaft: {0}',
  ],
  [
    'it is of a digest that this program cannot compute',
    'er gilt einem Hashwert, den dieses Programm nicht berechnen kann',
  ],
  ['it is of something else', 'er gilt etwas anderem'],
  ['the certificate of its authority is missing', 'das Zertifikat seines Dienstes fehlt'],
  ['it is malformed ({0})', 'er ist fehlerhaft ({0})'],
  [
    'the certificate of the authority is not for timestamping',
    'das Zertifikat des Dienstes ist nicht für Zeitstempel bestimmt',
  ],
  [
    'the certificate of the authority is for other purposes besides timestamping',
    'das Zertifikat des Dienstes ist auch für anderes als Zeitstempel bestimmt',
  ],
  [
    'the certificate of the authority does not mark its purpose as critical',
    'das Zertifikat des Dienstes kennzeichnet seinen Zweck nicht als kritisch',
  ],
  ['the key of the authority is not for signatures', 'der Schlüssel des Dienstes ist nicht für Signaturen bestimmt'],
  [
    'the certificate of the authority was not yet valid at the time stated',
    'das Zertifikat des Dienstes galt zur angegebenen Zeit noch nicht',
  ],
  [
    'the certificate of the authority had expired at the time stated',
    'das Zertifikat des Dienstes war zur angegebenen Zeit abgelaufen',
  ],
  ['it does not say which certificate it was signed with', 'er sagt nicht, mit welchem Zertifikat er signiert wurde'],
  [
    'it holds the critical extension {0}, which is not known',
    'er enthält die kritische Erweiterung {0}, die nicht bekannt ist',
  ],
  [
    'Needed: the certificate of the issuer of {0}, from {1}.',
    'Gebraucht wird: das Zertifikat des Ausstellers von {0}, von {1}.',
  ],
  [
    'Needed: what says whether the certificate of {0} was revoked, from {1}.',
    'Gebraucht wird: die Auskunft, ob das Zertifikat von {0} gesperrt wurde, von {1}.',
  ],
  [
    'The certificate of {0} is of short term: its issuer vouches for it as long as it is valid, and whether it was revoked is not asked.',
    'Das Zertifikat von {0} ist kurzlebig: Sein Aussteller bürgt dafür, solange es gilt; nach einer Sperrung wird nicht gefragt.',
  ],
  [
    'The certificate of {0} is never revoked, as its issuer says in it: whether it was is not asked.',
    'Das Zertifikat von {0} wird nie gesperrt, wie sein Aussteller darin sagt: Nach einer Sperrung wird nicht gefragt.',
  ],
  [
    'What says that the certificate of {0} was not revoked comes with the signature and is of {1}, earlier than the signature is proved to be; nothing newer was looked at.',
    'Die Auskunft, dass das Zertifikat von {0} nicht gesperrt war, kommt mit der Signatur und ist vom {1}, also älter als die Signatur nachweislich; eine neuere wurde nicht angesehen.',
  ],
  [
    'The signature names its certificate by a digest that is too weak: {0}',
    'Die Signatur nennt ihr Zertifikat mit einem zu schwachen Prüfwert: {0}',
  ],
  [
    '“{0}” names the proof of time “{1}”, which is not in the container.',
    '„{0}“ nennt den Zeitbeweis „{1}“, der nicht im Container liegt.',
  ],
  [
    'An evidence record in the signature proves that it existed on {0}.',
    'Ein Beweisdatensatz in der Signatur beweist, dass sie am {0} vorhanden war.',
  ],
  [
    'An evidence record in the signature proves nothing: {0}.',
    'Ein Beweisdatensatz in der Signatur beweist nichts: {0}.',
  ],
];
