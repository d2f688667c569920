/** Roster of calls from the page to main. No imports: the sandboxed preload depends on this file alone. Locked to contract.ts by the compiler. */
export const CALLS = [
  'app.status',
  'document.choose',
  'document.openDropped',
  'document.openWithPassword',
  'document.info',
  'document.close',
  'document.reveal',
  'fileBrowser.list',
  'fileBrowser.resolve',
  'verify.run',
  'tokens.list',
  'tokens.addKeyStore',
  'tokens.addModule',
  'signing.prepare',
  'signing.chooseTarget',
  'signing.preview',
  'signing.chooseImage',
  'signing.sign',
  'extend.prepare',
  'extend.run',
  'outbox.list',
  'outbox.run',
  'outbox.remove',
  'outbox.open',
  'network.get',
  'network.set',
  'network.test',
  'ledger.list',
  'ledger.verify',
  'ledger.prove',
  'trust.list',
  'trust.add',
  'settings.get',
  'settings.set',
  'task.cancel',
] as const;

/** Roster of events from main to the page: a callback gets the value and nothing else. */
export const EVENTS = [
  'task.progress',
  'document.opened',
  'document.locked',
  'outbox.changed',
  'tokens.changed',
  'fileBrowser.opened',
  'menu.command',
] as const;

export type CallName = (typeof CALLS)[number];
export type EventName = (typeof EVENTS)[number];
