// Which room may import which. The table is the law; the rules are made from it.
// Every room may also import shared/, src-main/platform/ and npm packages, except where a rule below says otherwise.
const ROOMS = {
  pdf: [],
  cms: [],
  trust: ['cms'],
  'pades/format': ['pdf', 'cms'],
  'pades/appearance': ['pdf'],
  'pades/sign': ['pdf', 'cms', 'pades/format', 'pades/appearance'],
  'pades/verify': ['pdf', 'cms', 'trust', 'pades/format'],
  cades: ['cms', 'trust'],
  render: [],
  report: ['pdf', 'pades/appearance'],
  tokens: ['cms'],
  storage: [],
  ledger: ['storage'],
  vault: ['storage'],
  sync: ['storage', 'vault'],
  platform: [],
};

const inMain = (rooms) => `^src-main/(${rooms.join('|')})/`;

/** A room sees itself, what the table grants, platform and shared: everything else of the project is out of bounds. */
const roomRules = Object.entries(ROOMS).map(([room, granted]) => ({
  name: `room-${room.replace('/', '-')}`,
  comment: `src-main/${room} may import ${['shared', 'platform', ...granted].join(', ')}.`,
  severity: 'error',
  from: { path: inMain([room]) },
  to: { path: '^(src-|scripts/|test/|bench/)', pathNot: inMain([room, 'platform', ...granted]) },
}));

const PACKAGES_THAT_RUN_ANYWHERE = '(zod|@noble/(hashes|curves|post-quantum)|asn1js|@peculiar/asn1-[a-z0-9-]+)';

export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle cannot be read from any end. Put what both need below both.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'shared-is-a-leaf',
      comment: 'shared/ imports nothing of the project but itself.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(src-|scripts/|test/|bench/)' },
    },
    {
      name: 'shared-is-environment-free',
      comment:
        'shared/ runs in Node, in Electron and in a page: no node:, no electron, and only packages that run anywhere.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { dependencyTypesNot: ['local'], pathNot: `^node_modules/${PACKAGES_THAT_RUN_ANYWHERE}/` },
    },
    {
      name: 'renderer-sees-shared-only',
      severity: 'error',
      comment: 'The window knows the contract, not the machine behind it.',
      from: { path: '^src-renderer/' },
      to: { path: '^(src-|scripts/|test/|bench/)', pathNot: '^src-renderer/' },
    },
    {
      name: 'renderer-has-no-node',
      comment: 'The page is sandboxed: no Node, no Electron.',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: '^(node:|electron$|node_modules/electron/)' },
    },
    {
      name: 'renderer-has-no-node-core',
      comment: 'The page is sandboxed: no Node, no Electron.',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'feature-to-feature',
      comment: 'Features meet in app/, never in each other.',
      severity: 'error',
      from: { path: '^src-renderer/features/([^/]+)/' },
      to: { path: '^src-renderer/features/', pathNot: '^src-renderer/features/$1/' },
    },
    {
      name: 'features-below-app',
      comment: 'app/ joins the features; what a feature shares lives in components/, bridge/, i18n/.',
      severity: 'error',
      from: { path: '^src-renderer/', pathNot: '^src-renderer/(app/|[^/]+$)' },
      to: { path: '^src-renderer/app/' },
    },
    {
      name: 'components-below-features',
      severity: 'error',
      comment: 'Components, bridge and catalogues know no feature.',
      from: { path: '^src-renderer/(components|bridge|i18n|styles)/' },
      to: { path: '^src-renderer/features/' },
    },
    {
      name: 'preload-sees-the-roster-only',
      comment: 'The sandboxed preload depends on the names of the contract and on Electron: no schema, no package.',
      severity: 'error',
      from: { path: '^src-preload/' },
      to: {
        path: '.',
        pathNot:
          '^(src-preload/|shared/contract/(channels|bridge|build-bridge)[.]ts$|electron$|node_modules/electron/)',
      },
    },
    {
      name: 'roster-stays-bare',
      comment: 'What the preload bundles imports types only.',
      severity: 'error',
      from: { path: '^shared/contract/(channels|build-bridge)[.]ts$' },
      to: {
        path: '.',
        pathNot: '^shared/contract/(channels|build-bridge)[.]ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'electron-only-in-the-shell',
      comment: 'Everything else must run under plain Node.',
      severity: 'error',
      from: { pathNot: '^(src-main/shell/electron/|src-main/main[.]ts$|src-preload/index[.]ts$|test/|scripts/)' },
      to: { path: '^(electron$|node_modules/(electron|electron-store)/)' },
    },
    {
      name: 'playwright-only-in-the-chromium-shell',
      severity: 'error',
      comment: 'One adapter drives the system Chromium.',
      from: { path: '^(src-|shared/)', pathNot: '^src-main/shell/chromium/' },
      to: { path: '^node_modules/playwright' },
    },
    {
      name: 'native-token-module-only-in-tokens',
      comment: 'A vendor module may crash or hang: it is loaded in the token host process and nowhere else.',
      severity: 'error',
      from: { path: '^(src-|shared/)', pathNot: '^src-main/tokens/host/' },
      to: { path: '^node_modules/(pkcs11js|koffi)/' },
    },
    {
      name: 'pdfium-only-in-its-thread',
      comment: 'A hostile page may hang or break what draws it: that runs in a thread of its own and nowhere else.',
      severity: 'error',
      from: { path: '^(src-|shared/)', pathNot: '^src-main/render/host/' },
      to: { path: '^node_modules/@embedpdf/pdfium/' },
    },
    {
      name: 'sqlite-only-in-storage',
      comment: 'Opening, migrating and backing up a database happens in one room.',
      severity: 'error',
      from: { path: '^(src-|shared/)', pathNot: '^src-main/storage/' },
      to: { path: '^node_modules/better-sqlite3/' },
    },
    {
      name: 'only-hosts-enter-the-token-host',
      comment:
        'The token host is started as a process; importing it would load the native module here. Its message types may be seen.',
      severity: 'error',
      from: { path: '^(src-|shared/)', pathNot: '^src-main/tokens/host/' },
      to: { path: '^src-main/tokens/host/', dependencyTypesNot: ['type-only'] },
    },
    ...roomRules,
    {
      name: 'sign-and-verify-are-apart',
      comment: 'What both need lies below them in pades/format; files directly in pades/ would blur that.',
      severity: 'error',
      from: { path: '^src-main/pades/[^/]+$' },
      to: { path: '^src-main/' },
    },
    {
      name: 'workflow-is-the-only-joiner',
      comment: 'Use cases join the rooms; the shells and the command line come to workflow.',
      severity: 'error',
      from: { path: '^src-main/workflow/' },
      to: { path: '^(src-main/(shell/|[^/]+$)|src-(renderer|preload|cli|companion)/|scripts/|test/|bench/)' },
    },
    {
      name: 'shell-sees-workflow-only',
      comment: 'A shell shows what workflow does. Types of other rooms may be named.',
      severity: 'error',
      from: { path: '^src-main/shell/' },
      to: {
        path: '^(src-|scripts/|test/|bench/)',
        pathNot: '^src-main/(shell|workflow|platform)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'shells-are-apart',
      comment: 'Two adapters of one interface: what both need lies in src-main/shell/.',
      severity: 'error',
      from: { path: '^src-main/shell/(electron|chromium)/' },
      to: { path: '^src-main/shell/(electron|chromium)/', pathNot: '^src-main/shell/$1/' },
    },
    {
      name: 'nothing-enters-an-entry',
      comment: 'Programs are started, not imported.',
      severity: 'error',
      from: { path: '^(src-|shared/)' },
      to: { path: '^(src-main/(main|start)[.]ts|src-cli/main[.]ts|src-preload/index[.]ts)$' },
    },
    {
      name: 'cli-has-no-window',
      comment: 'The command line is a plain Node program over src-main, except its shells.',
      severity: 'error',
      from: { path: '^src-cli/' },
      to: { path: '^(src-(renderer|preload|companion)/|src-main/(shell/|[^/]+$)|scripts/|test/|bench/)' },
    },
    {
      name: 'companion-sees-shared-only',
      comment: 'The server knows nothing: it shares the contract and no code of the client.',
      severity: 'error',
      from: { path: '^src-companion/' },
      to: { path: '^(src-|scripts/|test/|bench/)', pathNot: '^src-companion/' },
    },
    {
      name: 'product-without-scaffolding',
      comment: 'Scripts, tests and benchmarks use the product, never the other way round.',
      severity: 'error',
      from: { path: '^(src-|shared/)' },
      to: { path: '^(scripts|test|bench)/' },
    },
    {
      name: 'no-package-outside-package-json',
      comment: 'Every package that is imported is declared and locked.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    preserveSymlinks: true,
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.mjs', '.js', '.cjs', '.json'],
    },
  },
};
