const TOKEN = '69 no such token or module, 77 the PIN';
const LEDGER = '0 done, 1 the ledger or its key cannot be read';

/** What the exit status of each command says, for its help; of several files the worst counts. Every command has its words here. */
export const EXIT_WORDS: Readonly<Record<string, string>> = {
  'countersign sign':
    '0 signed, 1 not signed, 3 signed at a lower level than asked (the outbox does the rest), 64 wrong usage, 66 a file cannot be read or is refused, 69 token, module or network, 77 the PIN.',
  'countersign verify':
    '0 all signatures TOTAL-PASSED, 1 one TOTAL-FAILED, 2 INDETERMINATE or nothing signed, 66 not readable.',
  'countersign chain':
    '0 valid, 1 not valid (the reason is printed; without revocation data TRY_LATER), 66 not readable.',
  'countersign fields':
    '0 done, 1 the document does not allow it or nothing could be written, 64 wrong usage, 66 not readable.',
  'countersign tokens': '0 listed, also where nothing is inserted; 69 the module that was named cannot be used.',
  'countersign tokens pin': 'that of each of its commands: countersign tokens pin change --help',
  'countersign tokens pin show': `0 told, ${TOKEN}.`,
  'countersign tokens pin change': `0 changed, ${TOKEN} was refused or is to be chosen otherwise; it stays as it was.`,
  'countersign tokens pin unblock': `0 unblocked, ${TOKEN} or the code was refused.`,
  'countersign tokens objects': `0 listed, ${TOKEN} was refused.`,
  'countersign tokens generate': `0 made, 64 wrong usage, ${TOKEN} was refused.`,
  'countersign tokens request': `0 made, 64 wrong usage, ${TOKEN} was refused.`,
  'countersign tokens import-certificate': `0 written, 66 not readable, ${TOKEN} was refused.`,
  'countersign tokens import-p12': `0 written or kept, 66 not readable, ${TOKEN} or password was refused.`,
  'countersign tokens remote':
    '0 listed, 69 the service does not answer as it should, 77 the access token was refused or nobody signed in.',
  'countersign tokens delete': `0 deleted, 64 not confirmed, ${TOKEN} was refused.`,
  'countersign doctor': '0 a token can be signed with, 69 none can, 77 the PIN of the trial was refused.',
  'countersign extend':
    '0 extended, 1 not extended, 3 not all signatures reached the level, 64 wrong usage, 66 not readable, 69 the network did not give what is needed.',
  'countersign outbox': 'that of each of its commands: countersign outbox run --help',
  'countersign outbox list': '0 listed.',
  'countersign outbox run': '0 all done, 3 something remains, 69 nothing could be reached.',
  'countersign outbox remove': '0 forgotten, 64 there is no such entry.',
  'countersign trust': 'that of each of its commands: countersign trust update --help',
  'countersign trust list': '0 listed.',
  'countersign trust update': '0 all lists taken over, 1 or 66 one was refused, 69 one could not be fetched.',
  'countersign trust import': '0 all lists taken over, 1 or 66 one was refused.',
  'countersign ledger': 'that of each of its commands: countersign ledger verify --help',
  'countersign ledger show': `${LEDGER}.`,
  'countersign ledger verify': '0 intact, 1 not intact, or not readable.',
  'countersign ledger prove': `${LEDGER}, 64 there is no such entry.`,
  'countersign ledger checkpoint': `${LEDGER}.`,
  'countersign ledger export': `${LEDGER}.`,
};
