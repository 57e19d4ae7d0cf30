/** Causes of the layers up to sshd, and others that are judged, that no scenario has, and why a lab of Linux hosts cannot show them (yet). */
export const NOT_SHOWN: Readonly<Record<string, string>> = {
  'brokered-ssh-in-the-way': 'needs the program of the broker (Tailscale, cloudflared, Teleport, SSM, IAP) and its service',
  'agent-refuses': 'an agent of the client; the network tests have one',
  'key-file-ignored': 'it blocks nothing by itself: test/network/client.test.ts shows it',
  'agent-not-usable': 'it blocks nothing by itself: test/network/client.test.ts shows it',
  'client-config-shadowed': 'it blocks nothing by itself: test/network/client.test.ts shows it',
  'cloud-instance-not-running': 'needs the API of a cloud',
  'cloud-no-public-path': 'needs the API of a cloud',
  'aws-security-group': 'needs the API of a cloud',
  'aws-network-acl': 'needs the API of a cloud',
  'azure-nsg': 'needs the API of a cloud',
  'gcp-firewall': 'needs the API of a cloud',
  'sshd-port-not-allowed-by-selinux': 'needs a kernel with SELinux, and Debian with a policy',
  'sshd-killed-for-memory':
    'the host of the lab would lose its systemd first: nobody in it may lower the score by which the kernel chooses (CAP_SYS_RESOURCE)',
  'host-key-not-proven': 'needs a server that shows a host key which it does not have',
  'certificate-not-accepted': 'the client of the lab has no certificates; test/diagnose/login.test.ts judges what ssh says of them',
  'device-lines-busy': 'a Cisco or Junos device',
}
