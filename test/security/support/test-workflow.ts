import { AppError } from '../../../shared/contract/app-error.ts';
import type { WorkflowApi } from '../../../src-main/workflow/workflow-api.ts';

/**
 * Use cases that answer from nothing: the tests of the bridge replace the one whose failure or reply they look at.
 * `openDocument` accepts what begins like a PDF, so that bytes can be served without the PDF engine.
 */
export function testWorkflow(replaced: Partial<WorkflowApi> = {}): WorkflowApi {
  const refuse = async (): Promise<never> => {
    throw new AppError('INTERNAL', 'This test does not expect the call.');
  };
  return {
    version: '0.0.0',
    openDocument: async (file) => {
      const head = new TextDecoder('latin1').decode(await file.source.read(0, 5));
      if (head !== '%PDF-') throw new AppError('INPUT_NOT_PDF', 'This is not a PDF.');
      return {
        kind: 'pdf',
        pages: [{ width: 595, height: 842 }],
        revisions: 1,
        signatures: 0,
        emptyFields: [],
        formFields: [],
        warnings: [],
      };
    },
    openRevision: refuse,
    repairCopy: refuse,
    verifyDocument: refuse,
    saveReport: refuse,
    listCertificates: async () => ({ certificates: [], tokens: [], problems: [], reading: [], asked: [] }),
    addKeyStore: refuse,
    addModule: refuse,
    retryModule: refuse,
    batches: {
      add: refuse,
      addDropped: refuse,
      chooseFolder: refuse,
      folderOffered: () => '/',
      givePassword: refuse,
      remove: refuse,
      prepare: refuse,
      stopLooking: refuse,
      start: refuse,
      givePin: refuse,
      pause: refuse,
      resume: refuse,
      stop: refuse,
      list: async () => [],
      files: refuse,
      resultsTarget: refuse,
      writeResults: refuse,
      forget: refuse,
      onChanged: () => () => undefined,
      close: async () => undefined,
    },
    doctor: { run: refuse, trial: refuse },
    management: {
      present: async () => [],
      objects: async () => ({ objects: [], more: false }),
      privateObjects: refuse,
      generate: refuse,
      request: refuse,
      saveRequest: refuse,
      lookAt: refuse,
      importCertificate: refuse,
      importKeyStore: refuse,
      kept: async () => [],
      deleteKept: refuse,
      delete: refuse,
    },
    services: {
      list: async () => [],
      look: refuse,
      add: refuse,
      refresh: refuse,
      forget: refuse,
      codes: { question: null, give: () => undefined, onChanged: () => () => undefined },
      visits: { page: null, giveUp: () => undefined, onChanged: () => () => undefined },
    },
    pins: { facts: refuse, change: refuse, unblock: refuse },
    prepareSigning: refuse,
    readImage: refuse,
    previewMark: refuse,
    sign: refuse,
    prepareExtension: refuse,
    extend: refuse,
    outboxList: async () => [],
    outboxRun: refuse,
    outboxRemove: refuse,
    outboxFile: refuse,
    networkSettings: async () => ({ offline: false, proxy: { kind: 'none' }, authorities: [] }),
    setNetworkSettings: refuse,
    testAuthority: refuse,
    ledger: { list: async () => ({ size: 0, entries: [] }), verify: refuse, prove: refuse },
    trust: {
      list: async () => ({ anchors: [], system: false }),
      takeSystem: refuse,
      add: refuse,
      addFrom: refuse,
      lists: async () => [],
      updateLists: refuse,
      importLists: refuse,
    },
    status: async () => ({
      ledger: { size: 0, lastCheckpoint: null, verified: null },
      tokens: 0,
      network: { offline: false, authorities: 0, lastContact: null },
      outbox: { waiting: 0, failed: 0 },
    }),
    onTokensChanged: () => () => undefined,
    onOutboxChanged: () => () => undefined,
    close: async () => undefined,
    ...replaced,
  };
}
