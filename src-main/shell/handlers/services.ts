import type { Log } from '../../platform/log.ts';
import type { WorkflowApi } from '../../workflow/workflow-api.ts';
import type { DocumentRegistry } from '../document-registry.ts';
import type { FileBrowser } from '../file-browser.ts';
import type { ImageRegistry } from '../image-registry.ts';
import type { LockedFiles } from '../locked-files.ts';
import type { Settings } from '../settings.ts';
import type { Shell } from '../shell.ts';
import type { TargetRegistry } from '../target-registry.ts';
import type { Tasks } from '../tasks.ts';

/** Everything the handlers stand on. */
export interface Services {
  readonly shell: Shell;
  readonly workflow: WorkflowApi;
  readonly documents: DocumentRegistry;
  readonly targets: TargetRegistry;
  readonly images: ImageRegistry;
  readonly locked: LockedFiles;
  readonly tasks: Tasks;
  readonly settings: Settings;
  /** The Chromium shell's file dialog; null where the system has its own. */
  readonly fileBrowser: FileBrowser | null;
  /** Folder for results of documents that came without one (a copy dropped on the window). */
  readonly resultFolder: string;
  readonly log: Log;
}
