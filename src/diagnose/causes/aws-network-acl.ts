import { awsInstance, cloudDrops } from '../derive/cloud-drop.ts'
import { cause } from '../judgement.ts'

export default cause({
  id: 'aws-network-acl',
  layer: 'cloud',
  claims: 'A network ACL of the AWS subnet drops the packet or its answer.',
  means: 'NACLs are stateless: the inbound entry for the port and the outbound entry for ephemeral ports must both allow.',
  prior: 1,
  families: ['T'],
  predicts: ['timed-out'],
  decide: (ask) => ({
    where: 'cloud',
    command: `aws ec2 describe-network-acls --filters "Name=association.subnet-id,Values=$(${awsInstance(ask, 'SubnetId')})" --query 'NetworkAcls[].Entries'`,
    tells: 'the entries in order of number; the first that matches decides',
  }),
  remedy: () => ({ text: 'add an entry before the one that denies, in both directions', commands: [] }),
  judge: cloudDrops,
})
