import { reasonsDe } from '../../../shared/domain/reasons-de.ts';
import type { Proofs, Words } from './words.ts';

const all = ({ signatures, timestamps }: Proofs): string => {
  if (signatures === 0) return timestamps === 1 ? 'Der Zeitstempel' : `Alle ${timestamps} Zeitstempel`;
  const first = signatures === 1 ? 'Die Signatur' : `Alle ${signatures} Signaturen`;
  if (timestamps === 0) return first;
  return `${first} und ${timestamps === 1 ? 'der Zeitstempel' : `die ${timestamps} Zeitstempel`}`;
};
const areOne = ({ signatures, timestamps }: Proofs) => signatures + timestamps === 1;
/** In the nominative with its article, and in the dative plural. */
const KIND = {
  signature: { one: 'die Signatur', of: 'Signaturen' },
  timestamp: { one: 'der Zeitstempel', of: 'Zeitstempeln' },
} as const;

export const wordsDe: Words = {
  language: 'de',
  title: 'Prüfbericht zu Signaturen',
  page: (page, pages) => `Seite ${page} von ${pages}`,
  verdict: {
    passed: (proofs) => ({
      title: `${all(proofs)} ${areOne(proofs) ? 'ist' : 'sind'} gültig`,
      text: 'Jede Signatur ist unversehrt, ihr Zertifikat führt zu einem Aussteller, dem für diese Prüfung vertraut wurde, und nichts spricht gegen sie.',
    }),
    visual: (proofs) => ({
      title: `${all(proofs)} ${areOne(proofs) ? 'ist' : 'sind'} gültig, aber das Dokument sieht jetzt anders aus`,
      text: 'Was signiert wurde, ist unversehrt, und die späteren Änderungen sind von erlaubter Art. Sie ändern aber, was zu sehen ist. Vergleichen Sie die unten genannten Seiten mit dem, was signiert wurde.',
    }),
    failed: ({ kind, some, count }) => ({
      title:
        count === 1
          ? `${KIND[kind].one.replace(/^d/, 'D')} ist ungültig`
          : `${some} von ${count} ${KIND[kind].of} ${some === 1 ? 'ist' : 'sind'} ungültig`,
      text: 'Verlassen Sie sich nicht auf dieses Dokument. Der Grund steht unten bei der Signatur.',
    }),
    indeterminate: ({ kind, some, count }) => ({
      title:
        count === 1
          ? `Ob ${KIND[kind].one} gültig ist, lässt sich nicht entscheiden`
          : `${some} von ${count} ${KIND[kind].of} ${some === 1 ? 'lässt' : 'lassen'} sich nicht entscheiden`,
      text: 'Nichts beweist, dass eine Signatur falsch ist; es fehlt aber etwas, das beweisen würde, dass sie richtig ist. Was fehlt, steht unten bei der Signatur.',
    }),
    unsigned: {
      title: 'Die Datei ist nicht signiert',
      text: 'In dieser Datei wurden weder eine elektronische Signatur noch ein Zeitstempel gefunden.',
    },
  },
  document: {
    heading: 'Dokument',
    name: 'Datei',
    signed: 'Signierte Datei',
    size: 'Größe',
    sha256: 'SHA-256',
    time: 'Geprüft für',
    program: 'Geprüft mit',
    status: 'Seit der Signatur',
  },
  bytes: (count) => `${count.toLocaleString('de-DE')} Bytes`,
  status: {
    unchanged: 'unverändert',
    'changed-permitted': 'auf erlaubte Weise geändert',
    'changed-forbidden': 'auf unerlaubte Weise geändert',
    unclear: 'nicht feststellbar',
  },
  overview: {
    heading: 'Signaturen',
    number: 'Nr.',
    who: 'Wer',
    when: 'Wann',
    proved: 'bewiesen',
    claimed: 'behauptet',
    result: 'Ergebnis',
  },
  indication: { 'TOTAL-PASSED': 'Gültig', 'TOTAL-FAILED': 'Ungültig', INDETERMINATE: 'Unentschieden' },
  reasons: reasonsDe,
  signature: {
    heading: (number, count) => `Signatur ${number} von ${count}`,
    timestampHeading: (number, count) => `Zeitstempel (${number} von ${count})`,
    unknownSigner: 'Unterzeichner unbekannt',
    intact: 'Unversehrt, von einem vertrauten Aussteller und nicht gesperrt.',
    who: 'Wer signiert hat',
    issuedBy: (name) => `Zertifikat ausgestellt von ${name}`,
    certificate: 'Zertifikat',
    when: 'Wann',
    proved: (time) => `Bestand am ${time}: durch einen Zeitstempel bewiesen`,
    stated: (time) => `${time}: Angabe des Zeitstempels, nicht bewiesen`,
    claimed: (time) => `${time} nach der Uhr des Unterzeichners: behauptet, nicht bewiesen`,
    noTime: 'Der Unterzeichner hat keine Zeit angegeben.',
    notProved: 'Kein Zeitstempel beweist die Zeit. Alles wurde für die Zeit dieser Prüfung entschieden.',
    how: 'Wie stark',
    levels: {
      'B-B': 'B-B: einfache Signatur, ohne Beweis der Zeit',
      'B-T': 'B-T: mit vertrauenswürdigem Zeitstempel',
      'B-LT': 'B-LT: mit Zeitstempel und dem Material für eine spätere Prüfung',
      'B-LTA': 'B-LTA: mit Material für eine spätere Prüfung, durch einen Archivzeitstempel geschützt',
    },
    noLevel: 'Keine Stufe der Normen',
    revocation: 'Sperrung',
    revocations: {
      good: 'Das Zertifikat war nicht gesperrt.',
      revoked: 'Das Zertifikat war gesperrt.',
      unknown: 'Ob das Zertifikat gesperrt war, ist nicht bekannt.',
      'not-checked': 'Die Sperrung wurde nicht geprüft.',
    },
    covers: 'Was sie umfasst',
    coversRevision: (revision, revisions) =>
      revision === revisions
        ? `Die ganze Datei (Fassung ${revision} von ${revisions})`
        : `Die Datei in ihrer Fassung ${revision} von ${revisions}`,
    coversNothing: 'Keine vollständige Fassung der Datei',
    later: 'Seither geändert',
    changes: {
      none: 'Nichts.',
      permitted: 'Nur auf eine Weise, die diese Signatur erlaubt.',
      forbidden: 'Auf eine Weise, die diese Signatur nicht erlaubt.',
      indeterminate: 'Ob die Änderungen harmlos sind, lässt sich nicht feststellen.',
    },
    certifies: 'Zertifizierung',
    certified: {
      'no-changes': 'Der Verfasser erlaubt keine Änderungen.',
      forms: 'Der Verfasser erlaubt, Formulare auszufüllen und zu signieren.',
      annotations: 'Der Verfasser erlaubt Anmerkungen, Formulare auszufüllen und zu signieren.',
    },
    qualified: 'Rechtliche Güte',
    field: 'Feld',
    reasons: 'Gründe und Bemerkungen',
    noReasons: 'Keine.',
  },
  chain: {
    heading: 'Zertifikate, vom Unterzeichner zum vertrauten Aussteller',
    subject: 'Ausgestellt für',
    role: 'Rolle',
    digest: 'Seriennummer und SHA-256',
    signer: 'Unterzeichner',
    between: 'Aussteller',
    anchor: 'für diese Prüfung vertraut',
    end: 'Aussteller, für diese Prüfung nicht vertraut',
  },
  timestamps: {
    heading: 'Beweise der Zeit',
    kind: 'Art',
    time: 'Zeit',
    authority: 'Stelle',
    result: 'Ergebnis',
    unreadable: 'nicht lesbar',
  },
  timestampKinds: {
    'signature-time-stamp': 'auf die Signatur',
    'content-time-stamp': 'auf den Inhalt',
    'archive-time-stamp': 'Archivzeitstempel',
    'document-time-stamp': 'auf das Dokument',
    'evidence-record': 'Beweisdaten (Evidence Record)',
  },
  evidence: {
    heading: 'Worauf die Auskünfte zur Sperrung beruhen',
    kind: 'Art',
    about: 'Über',
    from: 'Ausgestellt',
    until: 'Nächste',
    origin: 'Herkunft',
    revoked: (name, time, reason) => `Das Zertifikat von ${name} wurde am ${time} gesperrt (${reason}).`,
  },
  revocationReasons: {
    unspecified: 'ohne Angabe eines Grundes',
    keyCompromise: 'Schlüssel bekannt geworden',
    cACompromise: 'Zertifizierungsstelle unterwandert',
    affiliationChanged: 'Zugehörigkeit geändert',
    superseded: 'ersetzt',
    cessationOfOperation: 'nicht mehr in Gebrauch',
    certificateHold: 'vorläufig gesperrt',
    privilegeWithdrawn: 'Berechtigung entzogen',
    aACompromise: 'Attributstelle unterwandert',
  },
  origins: { document: 'Datei', given: 'vorgelegt', fetched: 'abgerufen', kept: 'früher abgerufen' },
  changeList: {
    heading: 'Änderungen nach dieser Signatur',
    visual: 'Seiten, die anders aussehen',
    revision: 'Fassung',
    assessment: 'Beurteilung',
    description: 'Was geändert wurde',
    assessments: { permitted: 'erlaubt', forbidden: 'nicht erlaubt', indeterminate: 'unentschieden' },
    more: (count) => `${count} weitere Änderungen stehen in der XML- und der JSON-Form dieses Berichts.`,
    onPage: (page) => `Seite ${page}`,
  },
  setting: {
    heading: 'Wie geprüft wurde',
    policy: 'Regeln',
    policyDigest: 'SHA-256 der Regeln',
    checksOff: 'Nicht geprüft',
    allChecks: 'Keine Prüfung war abgeschaltet.',
    anchors: 'Vertraut',
    noAnchors: 'Für diese Prüfung wurde keinem Aussteller vertraut.',
    origin: 'Herkunft',
    requests: 'Im Netz erfragt',
    noRequests: 'Nichts.',
    lists: 'Vertrauenslisten',
    stale: 'die bis dahin hätte ersetzt sein müssen',
    list: (sequence, issued) => `Nr. ${sequence} vom ${issued}`,
  },
  request: { heading: 'Anfragen', url: 'Adresse', purpose: 'Wofür', outcome: 'Ergebnis', bytes: 'Bytes' },
  meaning: {
    heading: 'Was dieser Bericht bedeutet',
    paragraphs: [
      'Diesen Bericht hat ein Computerprogramm erstellt. Er sagt, was das Programm fand, als es die Datei prüfte, deren SHA-256 oben steht: für die dort genannte Zeit, mit den hier genannten Zertifikaten und Sperrdaten, nach den Regeln der ETSI EN 319 102-1.',
      '„Gültig“ (TOTAL-PASSED) heißt: Die signierten Bytes sind unverändert, die Signatur passt zum Schlüssel des Zertifikats, das Zertifikat führt zu einem Aussteller, dem vertraut, wer geprüft hat, und es war nicht gesperrt. „Ungültig“ (TOTAL-FAILED) heißt, dass die Signatur nachweislich falsch ist. „Unentschieden“ (INDETERMINATE) heißt, dass das Vorhandene weder das eine noch das andere beweist; mit mehr Material kann eine weitere Prüfung entscheiden.',
      'Eine Zeit ist „bewiesen“, wenn ein Zeitstempeldienst sie bestätigt hat. Eine Zeit, die der Computer des Unterzeichners selbst eingetragen hat, ist nur „behauptet“.',
      'Eine Prüfung zu anderer Zeit, mit anderen vertrauten Ausstellern oder neueren Sperrdaten kann zu einem anderen Ergebnis kommen. Ob eine Datei die geprüfte ist, zeigt der Vergleich der SHA-256.',
      'Begründungen und Beschreibungen einzelner Änderungen stehen in der Sprache des Programms, Englisch. Dieser Bericht ist keine Zertifizierung, kein Rechtsgutachten und keine Erklärung eines Vertrauensdiensteanbieters.',
    ],
  },
};
