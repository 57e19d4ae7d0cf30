import type { EXIT } from '../model/error.ts'

/** What each exit code means, for the manuals. */
export const EXIT_MEANS: Readonly<Record<keyof typeof EXIT, string>> = {
  works: 'all that was tried works',
  fails: 'it does not, or it cannot be told',
  usage: 'wrong usage: an option, a host or a recording that is not understood',
  cannotLook: 'sshwhy itself could not look, or could not write the answer or the recording',
  rolledBack: 'a repair was tried and taken back (no command does so yet)',
  interrupted: 'Ctrl-C',
}
