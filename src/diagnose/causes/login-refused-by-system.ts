import { keyName, whereLoginFailed } from '../derive/login.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'
import { onServer, place } from '../wording.ts'

/** What pam_nologin, systemd-user-sessions and shutdown write, and nologin(8). */
const TEXT =
  /System is (?:booting up|going down)|not permitted to log in|logins? (?:are|is) (?:currently )?(?:disabled|not allowed)|down for maintenance|account is currently not available/i

export default cause({
  id: 'login-refused-by-system',
  layer: 'session',
  claims: 'The host lets nobody but root in for now: it boots, goes down, or is under maintenance (/etc/nologin).',
  means: 'While /run/nologin or /etc/nologin exists, PAM refuses every user but root after a good proof, mostly with its text.',
  prior: 2,
  families: ['A', 'S'],
  predicts: ['open'],
  decide: () =>
    onServer(
      'ls -l /run/nologin /etc/nologin; systemctl is-system-running; systemctl list-jobs',
      'whether logins are off, and what the boot waits for',
    ),
  remedy: () => ({
    text: 'wait until the boot is finished; if it lasts, log in as root or on the console, and remove the file',
    commands: ['sudo rm /run/nologin /etc/nologin'],
  }),
  judge: (ask) =>
    whereLoginFailed(ask, (facts) => {
      if (facts.seen.reached === 'partial') return excluded(quote('the server goes on with this user', facts))
      const [key] = facts.accepted
      if (!facts.turnedAway || !key) return unknown
      const because = quote(`the server took the ${keyName(key)}, and did not let ${facts.seen.user} in after its signature`, facts)
      const words = facts.banner(TEXT)
      const verdict = `${place(ask)} lets nobody in for now`
      return words === undefined
        ? possible([because], { verdict })
        : likely([quote(`the server said "${words}"`, facts), because], { verdict })
    }),
})
