import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'

/** Every cgroup of the lab lies below one named so, with the pid of the lab behind it, in each hierarchy. */
const PREFIX = 'sshwhy-lab-'

/** The cgroup of a lab, from the root of each hierarchy. */
export const cgroupOf = (lab: number): string => `${PREFIX}${lab}`

/** The mount points of all hierarchies, of version 1 and 2. */
export function hierarchies(): readonly string[] {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([, where, kind]) => (where !== undefined && (kind === 'cgroup' || kind === 'cgroup2') ? [where] : []))
}

/** Removes the cgroups of a lab and those of labs whose process is gone. What still has processes in it stays. */
export function removeCgroups(lab?: number): void {
  for (const hierarchy of hierarchies()) {
    for (const name of readdirSync(hierarchy).filter((each) => each.startsWith(PREFIX))) {
      const owner = Number(name.slice(PREFIX.length))
      if (owner === lab || !existsSync(`/proc/${owner}`)) removeTree(join(hierarchy, name))
    }
  }
}

/** Removes one cgroup, the deepest first. */
export function removeTree(folder: string): void {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) removeTree(join(folder, entry.name))
    rmdirSync(folder)
  } catch {
    // Busy, or gone already: the next start tries again.
  }
}

/**
 * Shell text that moves the shell itself into a cgroup of its own in every hierarchy: without it all hosts would share the slices of the
 * machine. A cpuset of version 1 takes no process before its cores and memory are named.
 */
export function enter(cgroup: string, limits: Readonly<Record<string, string>> = {}): string {
  return hierarchies()
    .map((hierarchy) => {
      const folder = join(hierarchy, cgroup)
      const parents = cgroup.split('/').map((_, index, words) => join(hierarchy, ...words.slice(0, index + 1)))
      const cpuset = existsSync(join(hierarchy, 'cpuset.cpus')) && !existsSync(join(hierarchy, 'cgroup.controllers'))
      return [
        `mkdir -p '${folder}'`,
        ...(cpuset ? parents.map((each) => `for f in cpus mems; do cat '${hierarchy}'/cpuset.$f >'${each}'/cpuset.$f; done`) : []),
        ...Object.entries(limits).map(([file, value]) => `if [ -e '${folder}/${file}' ]; then echo ${value} >'${folder}/${file}'; fi`),
        `echo $$ >'${folder}/cgroup.procs'`,
      ].join('\n')
    })
    .join('\n')
}
