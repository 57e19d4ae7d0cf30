import { bystander } from '../goes-on.ts'

export default bystander('AUDIT', [4, 6], 'the audit system is told', { type: 1 })
