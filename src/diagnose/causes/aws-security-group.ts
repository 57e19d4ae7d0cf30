import { cloudDrops } from '../derive/cloud-drop.ts'
import { cause } from '../judgement.ts'

export default cause({
  id: 'aws-security-group',
  layer: 'cloud',
  claims: "No rule of the instance's AWS security groups lets this client reach the port.",
  means: 'A security group only ever allows; what no rule admits vanishes. Often the rule names an address that the client no longer has.',
  prior: 6,
  families: ['T'],
  predicts: ['timed-out'],
  decide: () => ({
    where: 'cloud',
    command: "aws ec2 describe-instances --filters Name=ip-address,Values=ADDRESS --query 'Reservations[].Instances[].SecurityGroups'",
    tells: 'the security groups of the instance; `aws ec2 describe-security-group-rules` then lists their rules',
  }),
  remedy: () => ({ text: 'add a rule for this client alone, not for 0.0.0.0/0', commands: [] }),
  judge: cloudDrops,
})
