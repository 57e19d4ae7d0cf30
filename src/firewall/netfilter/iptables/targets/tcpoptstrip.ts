import { bystander } from '../goes-on.ts'

export default bystander('TCPOPTSTRIP', [4, 6], 'options of TCP are blanked out', { 'strip-options': 1 })
