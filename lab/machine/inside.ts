/** What a process in the lab sees of the machine, besides its network namespace. */
export interface View {
  /** A folder laid over /etc: its files hide those of the machine. */
  readonly etc?: string
  /** Empty /run of its own, with the /run/sshd that sshd wants, and a /dev with a /dev/log of its own. */
  readonly run?: true
  /** Further folders and files: [what, where]. */
  readonly bind?: readonly (readonly [string, string])[]
  /** Shell text that runs in this view, before the command. */
  readonly before?: string
  /** uid and gid 65534, no groups, no capability, and none to be had. */
  readonly nobody?: true
  /** The machine's name. */
  readonly hostname?: string
  /** A root file system to stand in. */
  readonly root?: string
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

const RUN = `
mount -t tmpfs -o mode=755 run /run
mkdir -m 755 /run/sshd
mkdir /run/dev
for node in null zero full random urandom tty; do touch /run/dev/$node; mount --bind /dev/$node /run/dev/$node; done
ln -s /proc/self/fd /run/dev/fd
mount --rbind /run/dev /dev`

const NOBODY = 'setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs'

/** The command line that runs a command in a network namespace with such a view; what it mounts, nobody else sees. */
export function inside(namespace: string, view: View, argv: readonly string[]): string[] {
  const words = argv.map(quoted).join(' ')
  const bind = (view.bind ?? []).map(([what, where]) => `mount --bind ${quoted(what)} ${quoted(where)}`)
  const root = view.root === undefined ? '' : `chroot ${quoted(view.root)} `
  const script = [
    'set -e',
    'mount -t sysfs sysfs /sys',
    ...(view.etc === undefined ? [] : [`mount -t overlay -o lowerdir=${quoted(view.etc)}:/etc overlay /etc`]),
    ...bind,
    ...(view.run ? [RUN] : []),
    ...(view.hostname === undefined ? [] : [`echo ${quoted(view.hostname)} >/proc/sys/kernel/hostname`]),
    ...(view.before === undefined ? [] : [view.before]),
    `exec ${view.nobody ? `${NOBODY} ` : ''}${root}${words}`,
  ].join('\n')
  return ['nsenter', `--net=/run/netns/${namespace}`, 'unshare', '--mount', '--uts', '--propagation', 'private', 'sh', '-c', script]
}
