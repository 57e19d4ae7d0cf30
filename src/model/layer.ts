/** The layers a connection passes, in the order of the packet. A cause lives in exactly one of them. */
export const LAYERS = ['name', 'client', 'network', 'cloud', 'firewall', 'listener', 'wrappers', 'sshd', 'auth', 'session'] as const
export type Layer = (typeof LAYERS)[number]
