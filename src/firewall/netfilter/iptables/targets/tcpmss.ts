import { bystander } from '../goes-on.ts'

export default bystander('TCPMSS', [4, 6], 'the maximum segment size is lowered', { 'set-mss': 1, 'clamp-mss-to-pmtu': 0 })
