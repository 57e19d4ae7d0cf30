import { bystander } from '../goes-on.ts'

export default bystander('LED', [4, 6], 'a light blinks', { 'led-trigger-id': 1, 'led-delay': 1, 'led-always-blink': 0 })
