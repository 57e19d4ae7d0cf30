import { awsInstance, cloudDrops } from '../derive/cloud-drop.ts'
import { cause } from '../judgement.ts'

export default cause({
  id: 'cloud-no-public-path',
  layer: 'cloud',
  claims: 'The cloud machine has no path from the Internet.',
  means: 'Without a public address that maps to it, an internet gateway and a route, nothing from outside arrives.',
  prior: 2,
  families: ['T'],
  predicts: ['timed-out'],
  decide: (ask) => ({
    where: 'cloud',
    command: awsInstance(ask, '[InstanceId,PublicIpAddress,SubnetId,VpcId]'),
    tells: 'whether the machine has a public address, and where it stands',
  }),
  remedy: () => ({ text: 'give it an address and a route, or go by a bastion or the console of the cloud', commands: [] }),
  judge: cloudDrops,
})
