import { describeAttack } from '../support/attacks/describe-attack.ts';
import { signatureWrapping } from '../support/attacks/swa.ts';
import { testPki } from '../support/pki.ts';

describeAttack(signatureWrapping(testPki().signer('p-256')));
