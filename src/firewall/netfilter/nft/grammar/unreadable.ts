/** What cannot be read, and why. Thrown and caught inside this folder only. */
export class Unreadable extends Error {}
