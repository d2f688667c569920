import type { SentencePair } from '../sentence-pair.ts';

/** What main says of trusted lists and qualification, in German. Gaps keep their numbers. */
export const SAID_OF_LISTS: readonly SentencePair[] = [
  ['trusted list {0}', 'Vertrauensliste {0}'],
  ['operating system', 'Betriebssystem'],
  ['European Union', 'Europäische Union'],
  [
    'The service “{0}” was not yet in the trusted list on {1}.',
    'Der Dienst „{0}“ stand am {1} noch nicht in der Vertrauensliste.',
  ],
  [
    'The service “{0}” did not issue qualified certificates on {1}.',
    'Der Dienst „{0}“ stellte am {1} keine qualifizierten Zertifikate aus.',
  ],
  ['The service “{0}” had the status “{1}” on {2}.', 'Der Dienst „{0}“ hatte am {2} den Status „{1}“.'],
  ['The service “{0}” of {1} had the status “{2}” on {3}.', 'Der Dienst „{0}“ von {1} hatte am {3} den Status „{2}“.'],
  [
    'The trusted list says something about “{0}” that is not understood here: {1}.',
    'Die Vertrauensliste sagt über „{0}“ etwas, das hier nicht verstanden wird: {1}.',
  ],
  [
    'The trusted list has criteria for “{0}” that are not understood here.',
    'Die Vertrauensliste nennt für „{0}“ Bedingungen, die hier nicht verstanden werden.',
  ],
  ['The trusted list contradicts itself about “{0}”: {1}.', 'Die Vertrauensliste widerspricht sich über „{0}“: {1}.'],
  [
    'The trusted list says that such certificates are not qualified.',
    'Nach der Vertrauensliste sind solche Zertifikate nicht qualifiziert.',
  ],
  [
    'The service “{0}” is approved for {1}, and the certificate is for {2}.',
    'Der Dienst „{0}“ ist für „{1}“ zugelassen, das Zertifikat ist für „{2}“.',
  ],
  [
    'The certificate says that it is qualified under the law of another country.',
    'Das Zertifikat nennt sich qualifiziert nach dem Recht eines anderen Landes.',
  ],
  [
    'The certificate does not say that it is a qualified one, and neither does the trusted list.',
    'Weder das Zertifikat noch die Vertrauensliste sagt, dass es qualifiziert ist.',
  ],
  ['Nobody is known as the signer.', 'Als Unterzeichner ist niemand bekannt.'],
  [
    'No trusted list that is kept here names an issuer of {0}.',
    'Keine der hier vorliegenden Vertrauenslisten nennt einen Aussteller von {0}.',
  ],
  [
    'What the certificate of {0} says of itself cannot be read: {1}',
    'Was das Zertifikat von {0} über sich sagt, lässt sich nicht lesen: {1}',
  ],
  [
    'The timestamp is a qualified one: the trusted list of {0} names “{1}” of {2}.',
    'Der Zeitstempel ist qualifiziert: Die Vertrauensliste von {0} nennt „{1}“ von {2}.',
  ],
  [
    'Several entries of trusted lists name the issuer and contradict each other.',
    'Mehrere Einträge von Vertrauenslisten nennen den Aussteller und widersprechen sich.',
  ],
  [
    'The signature is not valid: it has no legal effect as one.',
    'Die Signatur ist ungültig: Sie hat keine rechtliche Wirkung als solche.',
  ],
  [
    'Whether the signature is valid is open: nothing is said about its legal effect before that is known.',
    'Ob die Signatur gültig ist, ist offen: Vorher ist über ihre rechtliche Wirkung nichts zu sagen.',
  ],
  [
    'The certificate is for websites: signatures made with it are not qualified.',
    'Das Zertifikat ist für Websites: Signaturen damit sind nicht qualifiziert.',
  ],
  ['The certificate does not say clearly what it is for.', 'Das Zertifikat sagt nicht eindeutig, wofür es ist.'],
  ['The certificate was a qualified one for {0}.', 'Das Zertifikat war ein qualifiziertes für {0}.'],
  ['Its key was in a qualified device.', 'Sein Schlüssel lag in einem qualifizierten Gerät.'],
  [
    'Nothing says that its key was in a qualified device.',
    'Nichts besagt, dass sein Schlüssel in einem qualifizierten Gerät lag.',
  ],
  [
    'The trusted list of {0} is of {1} and was to be replaced by {2}: {3}',
    'Die Vertrauensliste von {0} ist vom {1} und sollte bis {2} ersetzt sein: {3}',
  ],
  [
    'it says nothing about the time of this signature. Update the trusted lists.',
    'Über die Zeit dieser Signatur sagt sie nichts. Bringen Sie die Vertrauenslisten auf den neuesten Stand.',
  ],
  [
    'what changed since then is not known here. Update the trusted lists.',
    'Was sich seither geändert hat, ist hier nicht bekannt. Bringen Sie die Vertrauenslisten auf den neuesten Stand.',
  ],
  [
    'The trusted list of {0} is of {1}, which is before the signature.',
    'Die Vertrauensliste von {0} ist vom {1}, also von vor der Signatur.',
  ],
  [
    'These trusted lists were chosen by hand and are not those of the European Union.',
    'Diese Vertrauenslisten wurden von Hand gewählt und sind nicht die der Europäischen Union.',
  ],
];
