import { undecided } from '../goes-on.ts'

export default undecided('TPROXY', [4, 6], 'whether a transparent proxy listens (TPROXY)', { 'on-port': 1, 'on-ip': 1, 'tproxy-mark': 1 })
