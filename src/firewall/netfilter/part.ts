/** What the documentation says of a match, a target, an expression or a statement. docs/firewall.md is made from these. */
export interface Documented {
  /** As the tool spells it: `conntrack`, `ct state`, `DNAT`. */
  readonly name: string
  /**
   * `firm`: evaluated as the kernel does. `first-packet`: as for a first packet, and the rate is told. `unknown`: its answer depends on what no
   * dump records.
   */
  readonly surety: 'firm' | 'first-packet' | 'unknown'
  /** One phrase: what is asked, or why it cannot be told, or which of its options are not firm. */
  readonly means: string
}
