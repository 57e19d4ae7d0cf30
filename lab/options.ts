/** The options of `npm run lab -- …`, in the order of the help. */
export const OPTIONS = {
  all: { type: 'boolean', help: 'every scenario on every base and for every family; without it the subset of CI' },
  only: { type: 'string', value: 'PATTERN', help: 'the runs whose name matches, e.g. sshd-masked, "ufw|firewalld", /debian13/v6' },
  list: { type: 'boolean', help: 'name the runs that would be made, and make none' },
  keep: { type: 'string', value: 'ID', help: 'build and break one, say how to enter it, and keep it until Ctrl-C' },
  mode: { type: 'string', value: 'outside|inside|repair', help: 'what is put to the test (outside)' },
  jobs: { type: 'string', value: 'N', help: 'worlds at the same time (three times the cores: they mostly wait)' },
  out: { type: 'string', value: 'FOLDER', help: 'where score.json and score.html are written (.cache/lab)' },
  compare: { type: 'string', value: 'FILE', help: 'a score.json of an earlier run: what became better, what worse' },
  accuracy: { type: 'boolean', help: 'write docs/accuracy.md from this run, with --all' },
  help: { type: 'boolean', help: 'this text' },
} as const satisfies Record<string, { type: 'boolean' | 'string'; help: string; value?: string }>

export function help(): string {
  const lines = Object.entries(OPTIONS).map(([name, option]) => {
    const left = `--${name}${'value' in option ? ` ${option.value}` : ''}`
    return `  ${left.padEnd(30)} ${option.help}`
  })
  return `npm run lab -- [OPTIONS]

Boots real Debian hosts in network namespaces, breaks them for real, and has sshwhy say why SSH does not work. Needs root; what it
makes is gone when it ends, however it ends.

${lines.join('\n')}

Exit codes: 0 all as it must be · 1 the program, or a scenario, is wrong · 2 wrong usage · 3 the lab cannot be built here · 130 interrupted
`
}
