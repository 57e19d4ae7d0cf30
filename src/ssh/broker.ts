/** A product that stands between ssh and the host, and decides who gets through. */
export interface Broker {
  readonly name: string
  /** What shows its own state, on the client. */
  readonly status: string
  /** What to look at, in a sentence without a full stop. */
  readonly cure: string
}

/** Programs of ProxyCommand, by their name. */
const PROGRAMS: readonly (readonly [RegExp, Broker])[] = [
  [
    /^cloudflared$/,
    {
      name: 'Cloudflare Access',
      status: 'cloudflared access login https://HOST',
      cure: 'log in again, and look at the tunnel and the policy of the application',
    },
  ],
  [/^(?:tsh|tbot)$/, { name: 'Teleport', status: 'tsh status', cure: 'log in again (tsh login), and look at the roles of the user' }],
  [
    /^(?:aws|ssm-proxy|aws-ssm-.*|session-manager-plugin|aws-gate)$/,
    {
      name: 'AWS Systems Manager',
      status: 'aws sts get-caller-identity; aws ssm describe-instance-information',
      cure: 'the instance must be listed as Online by SSM, and ssm:StartSession be allowed',
    },
  ],
  [
    /^(?:gcloud|start-iap-tunnel|gcloud\.py)$/,
    {
      name: 'Google IAP',
      status: 'gcloud auth list; gcloud compute ssh INSTANCE --tunnel-through-iap --troubleshoot',
      cure: 'a firewall rule must admit 35.235.240.0/20 to the port, and the user have iap.tunnelInstances.accessViaIAP',
    },
  ],
  [
    /^tailscaled?$/,
    {
      name: 'Tailscale',
      status: 'tailscale status',
      cure: 'the node must be online, and the ssh rules of the tailnet policy admit the user',
    },
  ],
  [
    /^(?:boundary)$/,
    { name: 'HashiCorp Boundary', status: 'boundary authenticate', cure: 'log in again, and look at the grants of the user' },
  ],
  [
    /^az$/,
    { name: 'Azure Bastion', status: 'az account show', cure: 'log in again (az login), and look at the bastion and the role of the user' },
  ],
  [
    /^(?:sft|sftd)$/,
    { name: 'Okta Advanced Server Access', status: 'sft list-servers', cure: 'log in again (sft login), and look at the project' },
  ],
  [/^(?:step)$/, { name: 'Smallstep SSH', status: 'step ssh list', cure: 'log in again (step ssh login)' }],
]

/** The broker to which a program of ProxyCommand belongs, or null. @param program its name, without folders */
export function recogniseBroker(program: string): Broker | null {
  return PROGRAMS.find(([form]) => form.test(program.replace(/\.exe$/i, '')))?.[1] ?? null
}

/** The broker that answers in the place of sshd, by how it identifies itself (the software version field, RFC 4253 section 4.2). */
const SOFTWARE: readonly (readonly [RegExp, Broker])[] = [
  [
    /^SSH-2\.0-Tailscale\b/,
    {
      name: 'Tailscale SSH',
      status: 'tailscale status',
      cure: 'the ssh rules of the tailnet policy decide, not sshd_config: tailscale set --ssh=false gives the port back to sshd',
    },
  ],
  [
    /^SSH-2\.0-Teleport\b/,
    { name: 'Teleport', status: 'tsh status', cure: 'ssh without its certificate is refused: tsh ssh, or tsh config' },
  ],
]

export function brokerOf(identification: string): Broker | null {
  return SOFTWARE.find(([form]) => form.test(identification))?.[1] ?? null
}
