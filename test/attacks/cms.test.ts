import { certificateSubstitution } from '../support/attacks/certificate-substitution.ts';
import { algorithmSubstitution, attributeConfusion } from '../support/attacks/cms-confusion.ts';
import { describeAttack } from '../support/attacks/describe-attack.ts';
import { testPki } from '../support/pki.ts';

for (const attack of [certificateSubstitution, algorithmSubstitution, attributeConfusion])
  describeAttack(attack(testPki()));
