import type { Lab } from './lab.ts'

/** Enables the machine's own ufw in a lab, in an /etc of its own, with `ufw limit 22/tcp`. */
export async function limitByUfw(lab: Lab): Promise<void> {
  await lab.sh(
    'server',
    `mount -t tmpfs layer /mnt
    mkdir /mnt/upper /mnt/wd
    mount -t overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/wd overlay /etc
    ufw limit 22/tcp
    ufw --force enable`,
    { run: true },
  )
}
