import { bystander } from '../goes-on.ts'

export default bystander('CHECKSUM', [4, 6], 'a checksum is filled in', { 'checksum-fill': 0 })
