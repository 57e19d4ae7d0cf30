import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Libc, openLibc } from '../../src/observe/raw/libc.ts'
import { spawnChild } from '../../src/observe/raw/child.ts'
import type { Native, NftContext } from './native.ts'
import type { Trial } from './trial.ts'

/** A tool did not take its part of the trial. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

const TABLES = ['raw', 'mangle', 'nat', 'filter', 'security'] as const
const CHAINS: Readonly<Record<(typeof TABLES)[number], readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
}

/** Empties every table of the legacy iptables; a table that is named again after it begins anew. */
const EMPTY = TABLES.map((table) => `*${table}\n${CHAINS[table].map((chain) => `:${chain} ACCEPT [0:0]\n`).join('')}COMMIT\n`).join('')

const LEGACY = { iptablesLegacy: 'iptables-legacy-restore', ip6tablesLegacy: 'ip6tables-legacy-restore' } as const
const NFT = { iptables: 'iptables-nft-restore', ip6tables: 'ip6tables-nft-restore' } as const

/** Puts rules into the namespace that this thread is in, by the tools that people use. */
export class Loader {
  readonly #native: Native
  readonly #libc: Libc
  readonly #nft: NftContext
  readonly #folder = mkdtempSync(join(tmpdir(), 'sshwhy-oracle-'))
  readonly #dirty = new Set<keyof typeof LEGACY | 'nft' | 'ipset'>()

  constructor(native: Native) {
    this.#native = native
    const libc = openLibc()
    if ('why' in libc) throw new Error(libc.why)
    this.#libc = libc
    this.#nft = native.nft_ctx_new(0)
    native.nft_ctx_buffer_output(this.#nft)
    native.nft_ctx_buffer_error(this.#nft)
  }

  /**
   * Replaces what was loaded before.
   * @throws Refused when a tool does not take it; then what is loaded is not defined
   */
  load(trial: Trial): void {
    this.clear()
    if (trial.ipset !== null) {
      this.#dirty.add('ipset')
      this.#run('ipset', ['restore', '-file', this.#file(trial.ipset)])
    }
    for (const key of ['iptablesLegacy', 'ip6tablesLegacy'] as const) {
      const text = trial[key]
      if (text === null) continue
      this.#dirty.add(key)
      this.#run(LEGACY[key], [this.#file(text)])
    }
    for (const key of ['iptables', 'ip6tables'] as const) {
      const text = trial[key]
      if (text === null) continue
      this.#dirty.add('nft')
      this.#run(NFT[key], [this.#file(text)])
    }
    if (trial.nft !== null) this.nft(trial.nft)
  }

  clear(): void {
    if (this.#dirty.has('nft')) this.nft('flush ruleset')
    for (const key of ['iptablesLegacy', 'ip6tablesLegacy'] as const) if (this.#dirty.has(key)) this.#run(LEGACY[key], [this.#file(EMPTY)])
    // A list:set holds its members. Rules of nf_tables are freed after a grace period: until then a set may be in use.
    if (this.#dirty.has('ipset')) this.#retry(() => this.#run('ipset', ['restore', '-file', this.#file('flush\ndestroy\n')]))
    this.#dirty.clear()
  }

  #retry(destroy: () => void): void {
    for (let round = 0; ; round++) {
      try {
        return destroy()
      } catch (error) {
        if (round === 20) throw error
      }
    }
  }

  /** Runs commands of nft(8). @returns what it printed */
  nft(commands: string): string {
    this.#dirty.add('nft')
    const failed = this.#native.nft_run_cmd_from_buffer(this.#nft, commands) !== 0
    const output = this.#native.nft_ctx_get_output_buffer(this.#nft)
    const errors = this.#native.nft_ctx_get_error_buffer(this.#nft)
    if (failed) throw new Refused(`nft: ${errors}`)
    return output
  }

  /** Runs a program of this namespace. @returns what it printed */
  dump(command: string, words: readonly string[]): string {
    return this.#run(command, words)
  }

  #file(text: string): string {
    const path = join(this.#folder, 'rules')
    writeFileSync(path, text)
    return path
  }

  #run(command: string, words: readonly string[]): string {
    const child = spawnChild(this.#libc, command, words, process.env)
    if (!child) throw new Error(`no such program: ${command}`)
    try {
      // What they print on errors fits into the pipe, so that one may be read after the other.
      const [output, errors] = [readFileSync(child.out, 'utf8'), readFileSync(child.err, 'utf8')]
      const status = new Int32Array(1)
      this.#libc.waitpid(child.pid, status, 0)
      if (status[0] !== 0) throw new Refused(`${command}: ${errors}`)
      return output
    } finally {
      this.#libc.close(child.out)
      this.#libc.close(child.err)
    }
  }

  close(): void {
    this.clear()
    this.#native.nft_ctx_free(this.#nft)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
