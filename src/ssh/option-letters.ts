/** ssh(1)'s options without a value: the getopt string of ssh.c, main(), in OpenSSH 10.5. */
export const FLAGS: ReadonlySet<string> = new Set('1246ACGKMNTVXYZafgknqstvxy')

/** Those after which a value stands, in the same word or the next. */
export const WITH_VALUE: ReadonlySet<string> = new Set('BDEFIJLOPQRSWbceilmopw')
