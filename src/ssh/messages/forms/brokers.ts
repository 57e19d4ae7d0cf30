import { formsOf } from '../form.ts'

/** Services through which ssh goes, mostly as a ProxyCommand. */
export default [
  ...formsOf('AWS SSM', [
    ['ssm-start', /\(TargetNotConnected\) when calling the StartSession operation|\bSessionManagerPlugin is not found/, 'broker-failed'],
  ]),
  ...formsOf('Google IAP', [
    [
      'iap-backend',
      /\bstart-iap-tunnel\) (?:Error while connecting|Could not fetch)|\[400[0-9]: 'failed to connect to backend'/,
      'broker-failed',
    ],
  ]),
  ...formsOf('cloudflared', [
    [
      'cloudflared-handshake',
      /\bfailed to connect to origin[^"]{0,40}"?.{0,60}websocket: bad handshake|\bwebsocket: bad handshake/,
      'broker-failed',
    ],
  ]),
  ...formsOf('Tailscale SSH', [['tailscale-policy', /\btailscale: tailnet policy does not permit you to SSH/, 'broker-failed']]),
  ...formsOf('Teleport', [['teleport-denied', /\baccess denied to \S{1,64} connecting to \S{1,255}/, 'broker-failed']]),
  ...formsOf('a proxy', [
    ['proxy-http', /\bnc: Proxy error: "HTTP\/1\.[01] \d{3} |\bProxy could not open connection to \S{1,255}/, 'broker-failed'],
  ]),
]
