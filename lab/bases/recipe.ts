/** How a base file system is made: Debian's own packages, and what is set up in it afterwards. A change makes a new base. */
export interface Recipe {
  readonly suite: string
  readonly packages: readonly string[]
  /** Shell text that runs as root in the new root file system. */
  readonly setup: string
  /** Packages of which only the file is fetched into /opt, for upgrades that are broken off. */
  readonly fetched?: readonly string[]
  /** Another base whose /opt is copied into this one's. */
  readonly opt?: string
}

/** What every host of the lab has: what a server has, and what its administrators use. */
export const PACKAGES: readonly string[] = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'libpam-systemd',
  'rsyslog',
  'sudo',
  'procps',
  'openssh-server',
  'openssh-client',
  'libwrap0',
  'tcpd',
  'iproute2',
  'net-tools',
  'iputils-ping',
  'netcat-openbsd',
  'iptables',
  'nftables',
  'ipset',
  'conntrack',
  'tcpdump',
  'ufw',
  'firewalld',
  'fail2ban',
  'python3-systemd',
  'haproxy',
  'vsftpd',
  'knockd',
]

/**
 * Nothing of what was installed beside sshd starts by itself, nobody asks the network, and `ann` may log in. The machine id is fixed: an
 * empty one makes systemd apply its presets, which start everything.
 */
export const SETUP = `
systemctl disable firewalld fail2ban ufw haproxy vsftpd knockd nftables apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \\
  e2scrub_all.timer e2scrub_reap.service fstrim.timer 2>/dev/null || true
systemctl set-default multi-user.target
echo server >/etc/hostname
printf '127.0.0.1 localhost\\n::1 localhost\\n127.0.1.1 server\\n' >/etc/hosts
echo '# nobody is asked' >/etc/resolv.conf
echo 5f2e8c1d7a9b4036a1c3e5d7f9b1a3c5 >/etc/machine-id
useradd --create-home --shell /bin/bash ann
usermod --password '*' ann
echo 'ann ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/ann
install -d -m 700 -o ann -g ann /home/ann/.ssh
rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb
`
