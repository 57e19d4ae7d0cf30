import * as v from 'valibot'

/** The lists of one KEXINIT: KexOffer. @param names the schema of a list */
export const kexOffer = <const S extends v.GenericSchema>(names: S) =>
  v.object({
    kex: names,
    hostKey: names,
    ciphersToServer: names,
    ciphersToClient: names,
    macsToServer: names,
    macsToClient: names,
    compressionToServer: names,
    compressionToClient: names,
  })
