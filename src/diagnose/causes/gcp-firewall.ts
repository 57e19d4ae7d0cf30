import { cloudDrops } from '../derive/cloud-drop.ts'
import { cause } from '../judgement.ts'
import { addressWord } from '../wording.ts'

export default cause({
  id: 'gcp-firewall',
  layer: 'cloud',
  claims: 'A Google Cloud firewall rule, or the implied deny, drops the packet.',
  means: 'Without a rule that allows the port for this source and target, VPC firewalls drop; hierarchical policies come first.',
  prior: 3,
  families: ['T'],
  predicts: ['timed-out'],
  decide: (ask) => ({
    where: 'cloud',
    command: `gcloud compute instances list --filter=EXTERNAL_IP=${addressWord(ask)} --format='value(name,zone)' | while read -r name zone; do gcloud compute instances network-interfaces get-effective-firewalls "$name" --zone "$zone"; done`,
    tells: 'the rules in force at the interface of the machine',
  }),
  remedy: () => ({ text: 'add an allow rule for this source and this target', commands: [] }),
  judge: cloudDrops,
})
