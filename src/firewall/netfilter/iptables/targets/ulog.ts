import { bystander } from '../goes-on.ts'

export default bystander('ULOG', [4], 'a program is told', { 'ulog-nlgroup': 1, 'ulog-prefix': 1, 'ulog-cprange': 1, 'ulog-qthreshold': 1 })
