/**
 * Words of a program that was built for another version of a library than the one installed: seed_rng() in entropy.c of OpenSSH, and
 * the dynamic linkers of glibc, musl and macOS.
 */
const TEXTS: readonly RegExp[] = [
  /^OpenSSL version mismatch\. Built against \w+, you have \w+$/,
  /: error while loading shared libraries: \S+: /,
  /: symbol lookup error: \S+: /,
  /^\S+: \S+: version `\S+' not found \(required by \S+\)$/,
  /^Error (?:loading shared library|relocating) \S+: /,
  /^dyld(?:\[\d+\])?: (?:Library not loaded|Symbol not found): /,
]

/** Whether the line says that ssh does not fit the libraries of its machine. */
export function isLibraryMismatch(line: string): boolean {
  return TEXTS.some((text) => text.test(line))
}
