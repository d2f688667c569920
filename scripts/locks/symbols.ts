import ts from 'typescript';
import { PRODUCT, type SourceFile } from './source-files.ts';

/** One power and the only door to it. */
interface Ban {
  readonly power: string;
  /** Files that may use it. */
  readonly door: RegExp;
  /** Where the ban holds. */
  readonly within: RegExp;
  readonly uses: (node: ts.Node) => boolean;
  readonly instead: string;
}

const PRODUCT_CODE = new RegExp(`^(${PRODUCT.join('|')})/`);
const NOWHERE = /^$/;

const isCallOf = (node: ts.Node, object: string, method: string): boolean =>
  ts.isPropertyAccessExpression(node) &&
  node.name.text === method &&
  ts.isIdentifier(node.expression) &&
  node.expression.text === object;

const isModule =
  (name: string) =>
  (node: ts.Node): boolean =>
    ts.isStringLiteral(node) && (node.text === name || node.text.startsWith(`${name}/`)) && isModuleName(node);

const isNodeModule = (node: ts.Node, name: string): boolean => isModule(name)(node) || isModule(`node:${name}`)(node);

/** True for the name in `import … from`, `export … from`, `import()`, `require()` and `require.resolve()`. */
function isModuleName(node: ts.StringLiteral): boolean {
  const { parent } = node;
  return (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isExternalModuleReference(parent) ||
    (ts.isCallExpression(parent) &&
      (parent.expression.kind === ts.SyntaxKind.ImportKeyword ||
        /\brequire\b|\bcreateRequire\b/.test(parent.expression.getText())))
  );
}

/** An identifier used as a value: not a property name, not the key of a type. */
const isFree = (node: ts.Node, name: string): boolean =>
  ts.isIdentifier(node) &&
  node.text === name &&
  !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) &&
  !(ts.isPropertyAssignment(node.parent) && node.parent.name === node) &&
  !ts.isTypeElement(node.parent) &&
  !ts.isClassElement(node.parent);

const isGlobalMember = (node: ts.Node, name: string): boolean => isCallOf(node, 'globalThis', name);

const BANS: readonly Ban[] = [
  {
    power: 'ipcMain',
    within: PRODUCT_CODE,
    door: /^src-main\/shell\/electron\//,
    uses: (node) => ts.isIdentifier(node) && node.text === 'ipcMain',
    instead: 'register the call in the contract; src-main/shell/electron/ owns the channel',
  },
  {
    power: 'shell.openExternal',
    within: PRODUCT_CODE,
    door: /^src-main\/shell\/electron\/open-external\.ts$/,
    uses: (node) => ts.isIdentifier(node) && node.text === 'openExternal' && !ts.isTypeElement(node.parent),
    instead: 'use src-main/shell/electron/open-external.ts, which checks the address',
  },
  {
    power: 'the PKCS#11 module',
    within: PRODUCT_CODE,
    door: /^src-main\/tokens\/host\//,
    uses: isModule('pkcs11js'),
    instead: 'talk to the token host process of src-main/tokens',
  },
  {
    power: 'foreign functions',
    within: PRODUCT_CODE,
    door: /^src-main\/tokens\/host\/foreign\.ts$/,
    uses: isModule('koffi'),
    instead: 'ask the token host process of src-main/tokens, which calls them in src-main/tokens/host/foreign.ts',
  },
  {
    power: 'the SQLite module',
    within: PRODUCT_CODE,
    door: /^src-main\/storage\//,
    uses: isModule('better-sqlite3'),
    instead: 'open databases through src-main/storage',
  },
  {
    power: 'the wall clock',
    within: PRODUCT_CODE,
    door: /^src-main\/platform\/clock\.ts$/,
    uses: (node) =>
      isCallOf(node, 'Date', 'now') ||
      (ts.isNewExpression(node) && isFree(node.expression, 'Date') && (node.arguments?.length ?? 0) === 0) ||
      (ts.isCallExpression(node) && isFree(node.expression, 'Date')),
    instead: 'take a Clock (src-main/platform/clock.ts)',
  },
  {
    power: 'Math.random',
    within: PRODUCT_CODE,
    door: NOWHERE,
    uses: (node) => isCallOf(node, 'Math', 'random'),
    instead: 'use src-main/platform/random.ts',
  },
  {
    power: 'random bytes',
    within: /^(src-main|src-cli|src-companion|shared)\//,
    door: /^src-main\/platform\/random\.ts$/,
    uses: (node) =>
      ts.isIdentifier(node) &&
      ['randomBytes', 'randomFillSync', 'randomUUID', 'randomInt', 'getRandomValues'].includes(node.text) &&
      !isImportFromRandom(node),
    instead: 'use src-main/platform/random.ts',
  },
  {
    power: 'fetch',
    within: /^(src-main|src-cli|shared)\//,
    // The page script runs in the page, where fetch reaches the page's own origin only.
    door: /^src-main\/(platform\/net\/|shell\/chromium\/page-script\.ts$)/,
    uses: (node) => (ts.isCallExpression(node) && isFree(node.expression, 'fetch')) || isGlobalMember(node, 'fetch'),
    instead: 'use src-main/platform/net, the one door for HTTP',
  },
  {
    power: 'a network client',
    within: /^(src-main|src-cli|shared)\//,
    // The token host reads the pipe to its parent as a socket: a descriptor that is open, and no address.
    door: /^src-main\/(platform\/net\/|tokens\/host\/port\.ts$)/,
    uses: (node) => ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns'].some((name) => isNodeModule(node, name)),
    instead: 'use src-main/platform/net, the one door for HTTP',
  },
  {
    power: 'code from text',
    within: PRODUCT_CODE,
    door: NOWHERE,
    uses: (node) =>
      (ts.isCallExpression(node) && isFree(node.expression, 'eval')) ||
      (ts.isNewExpression(node) && isFree(node.expression, 'Function')),
    instead: 'write the code',
  },
];

/** The door's own names come from the door: importing and calling them elsewhere is the intended use. */
function isImportFromRandom(node: ts.Identifier): boolean {
  return node
    .getSourceFile()
    .statements.some(
      (statement) =>
        ts.isImportDeclaration(statement) &&
        ts.isStringLiteral(statement.moduleSpecifier) &&
        statement.moduleSpecifier.text.endsWith('/random.ts') &&
        (statement.importClause?.namedBindings?.getText() ?? '').includes(node.text),
    );
}

/**
 * Uses of a power outside its one door, as "path:line: what; what instead".
 * Reads the syntax tree: strings and comments that only mention a name are no use.
 */
export function findSymbols({ path, text }: SourceFile): string[] {
  const bans = BANS.filter(({ within, door }) => within.test(path) && !door.test(path));
  if (bans.length === 0) {
    return [];
  }
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    for (const { power, uses, instead } of bans) {
      if (uses(node)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        found.push(`${path}:${line + 1}: ${power} is used outside its one door; ${instead}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
