/** Who may change a file or folder of Windows, as its security descriptor says (SDDL; MS-DTYP, 2.5.1). */
export interface WindowsPlace {
  readonly path: string;
  /** Owner and DACL: "O:BAD:PAI(A;;FA;;;SY)…". */
  readonly sddl: string;
}

/** Bits of an access mask (MS-DTYP, 2.4.3; winnt.h): of files and folders, of all objects, generic. */
const RIGHT = {
  /** Writes to a file; adds a file to a folder. */
  writeData: 0x2,
  appendData: 0x4,
  deleteChild: 0x40,
  delete: 0x1_0000,
  changeAccess: 0x4_0000,
  takeOwnership: 0x8_0000,
  genericAll: 0x1000_0000,
  genericWrite: 0x4000_0000,
} as const;
const REPLACES = RIGHT.delete | RIGHT.changeAccess | RIGHT.takeOwnership | RIGHT.genericAll;
/** What lets somebody put another library in the place of a file. */
const OF_FILE = REPLACES | RIGHT.writeData | RIGHT.appendData | RIGHT.genericWrite;
/** Of its folder: a library that it needs is looked for there, too. */
const OF_FOLDER = REPLACES | RIGHT.deleteChild | RIGHT.writeData | RIGHT.genericWrite;
/** Of a folder further up, where more files change nothing. */
const ABOVE = REPLACES | RIGHT.deleteChild;

/** Rights by their two letters (MS-DTYP, 2.5.1.1). */
const LETTERS: Readonly<Record<string, number>> = {
  CC: 0x1,
  DC: 0x2,
  LC: 0x4,
  SW: 0x8,
  RP: 0x10,
  WP: 0x20,
  DT: 0x40,
  LO: 0x80,
  CR: 0x100,
  SD: 0x1_0000,
  RC: 0x2_0000,
  WD: 0x4_0000,
  WO: 0x8_0000,
  GA: 0x1000_0000,
  GX: 0x2000_0000,
  GW: 0x4000_0000,
  GR: 0x8000_0000,
  FA: 0x1f_01ff,
  FR: 0x12_0089,
  FW: 0x12_0116,
  FX: 0x12_00a0,
};

/** The system, administrators of the machine or the domain, the installer of Windows; and whoever is the owner, who is looked at for himself. */
const ADMINISTRATORS: ReadonlySet<string> = new Set([
  ...['SY', 'S-1-5-18'],
  ...['BA', 'S-1-5-32-544'],
  ...['LA', 'DA', 'EA'],
  ...['OW', 'S-1-3-4', 'CO', 'S-1-3-0'],
  'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464',
]);

/** Type, flags, rights and SID of an entry; the condition that may follow has parentheses of its own. */
const ENTRY = /\(([A-Z]+);([A-Z]*);([^;]*);[^;]*;[^;]*;([^;)]+)/g;
/** Without a list everybody may do everything. */
const NO_LIST = 'NO_ACCESS_CONTROL';

/**
 * Why a library of Windows must not be loaded: it, or a folder above it, belongs to neither administrators nor the person, or can be
 * changed by others. Undefined where nobody else can. Entries that deny something are passed over: they take nothing back here.
 * @param places the file, its folder, and those above it, in this order
 * @param user SID of the person: "S-1-5-21-…"
 */
export function openWindowsPlace(places: readonly WindowsPlace[], user: string): string | undefined {
  const isTrusted = (sid: string) => sid === user || ADMINISTRATORS.has(sid);
  for (const [depth, { path, sddl }] of places.entries()) {
    const owner = /^O:(S-[\d-]+|[A-Z]{2})/.exec(sddl)?.[1];
    if (owner === undefined || !isTrusted(owner)) return `${path} belongs to somebody else`;
    const dangerous = [OF_FILE, OF_FOLDER][depth] ?? ABOVE;
    const list = /D:.*/s.exec(sddl)?.[0] ?? NO_LIST;
    if (list.includes(NO_LIST)) return `${path} can be written to by others`;
    for (const [, type = '', flags = '', rights = '', sid = ''] of list.matchAll(ENTRY)) {
      const counts = ['A', 'XA', 'OA'].includes(type) && !pairsOf(flags).includes('IO');
      if (counts && !isTrusted(sid) && (maskOf(rights) & dangerous) !== 0) return `${path} can be written to by others`;
    }
  }
  return undefined;
}

/** A SID in text (MS-DTYP, 2.4.2.1), from its bytes (2.4.2.2). */
export function sidText(bytes: Uint8Array): string {
  const sid = Buffer.from(bytes);
  const parts = Array.from({ length: sid.readUInt8(1) }, (_, index) => sid.readUInt32LE(8 + 4 * index));
  return ['S', sid.readUInt8(0), sid.readUIntBE(2, 6), ...parts].join('-');
}

function pairsOf(text: string): string[] {
  return text.match(/../g) ?? [];
}

function maskOf(rights: string): number {
  if (rights.startsWith('0x')) return Number.parseInt(rights, 16);
  return pairsOf(rights).reduce((mask, pair) => mask | (LETTERS[pair] ?? ~0), 0);
}
