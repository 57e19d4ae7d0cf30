import { bystander } from '../goes-on.ts'

export default bystander('IDLETIMER', [4, 6], 'a timer is wound up', { timeout: 1, label: 1, alarm: 0, send_nl_msg: 1 })
