import { EventEmitter, once } from 'node:events';
import type { WorkflowApi } from '../../src-main/workflow/workflow-api.ts';

/** Everything there is to choose among, asked anew: the window is given what is known at once, and asks again when it is told of more. */
export async function wholeList(workflow: Pick<WorkflowApi, 'listCertificates' | 'onTokensChanged'>) {
  const changes = new EventEmitter();
  const end = workflow.onTokensChanged(() => changes.emit('change'));
  try {
    for (let refresh = true; ; refresh = false) {
      const change = once(changes, 'change');
      const keys = await workflow.listCertificates({ refresh });
      if (keys.reading.length + keys.asked.length === 0) return keys;
      await change;
    }
  } finally {
    end();
  }
}
