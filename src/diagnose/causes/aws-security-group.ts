import { awsInstance, cloudDrops } from '../derive/cloud-drop.ts'
import { cause } from '../judgement.ts'

export default cause({
  id: 'aws-security-group',
  layer: 'cloud',
  claims: "No rule of the instance's AWS security groups lets this client reach the port.",
  means: 'A security group only ever allows; what no rule admits vanishes. Often the rule names an address that the client no longer has.',
  prior: 6,
  families: ['T'],
  predicts: ['timed-out'],
  decide: (ask) => ({
    where: 'cloud',
    command: `aws ec2 describe-security-group-rules --filters "Name=group-id,Values=$(${awsInstance(ask, "join(',',SecurityGroups[].GroupId)")})"`,
    tells: 'the rules of the security groups of the instance that holds this address',
  }),
  remedy: () => ({ text: 'add a rule for this client alone, not for 0.0.0.0/0', commands: [] }),
  judge: cloudDrops,
})
