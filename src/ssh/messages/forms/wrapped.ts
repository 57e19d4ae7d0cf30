import { formsOf } from '../form.ts'

/** What the programs that start an ssh add to its words. */
export default [
  ...formsOf('git', [
    [
      'git-works',
      /\bYou've successfully authenticated, but \S{1,40} does not provide shell access|\bWelcome to GitLab, @|\blogged in as \S{1,80}\.?$/,
      'no-shell-offered',
    ],
    [
      'git-repository',
      /\bdoes not appear to be a git repository\b|\bERROR: Repository not found\.|\bThe project you were looking for could not be found/,
      'repository-missing',
    ],
    ['git-line-length', /\bprotocol error: bad line length character: /, 'output-in-the-way'],
    [
      'git-failed',
      /^fatal: (?:Could not read from remote repository|Konnte nicht vom Remote-Repository lesen|Impossible de lire le dépôt distant|No se pudo leer del repositorio remoto|The remote end hung up unexpectedly)/,
      'failed-somehow',
    ],
  ]),
  ...formsOf('rsync', [
    ['rsync-shell', /\bprotocol version mismatch -- is your shell clean\?/, 'output-in-the-way'],
    ['rsync-failed', /^rsync: connection unexpectedly closed|^rsync error: unexplained error \(code 255\)/, 'failed-somehow'],
  ]),
  ...formsOf('Ansible', [
    ['ansible-unreachable', /^(?<host>[^\s|]{1,255}) \| UNREACHABLE! =>|\bUNREACHABLE! =>/, 'failed-somehow'],
    ['ansible-failed', /\bFailed to connect to the host via ssh: ?$/, 'failed-somehow'],
    ['ansible-wait', /\bTimeout when waiting for (?<host>[^\s:]{1,255}):(?<port>\d{1,5})/, 'waited-in-vain'],
    ['ansible-sshpass', /\bInvalid\/incorrect password: Permission denied, please try again/, 'password-refused'],
  ]),
  ...formsOf('VS Code Remote-SSH', [
    ['vscode-target', /\bSSH Resolver called for "ssh-remote\+(?<host>[^"\s]{1,255})"/, 'trying'],
    ['vscode-parse', /\bFailed to parse remote port from server output\b/, 'failed-somehow'],
    [
      'vscode-failed',
      /\bThe process tried to write to a nonexistent pipe\b|\bCould not establish connection to "(?<host>[^"\s]{1,255})"/,
      'failed-somehow',
    ],
    ['vscode-timeout', /\bResolver error: Error: Connecting with SSH timed out/, 'waited-in-vain'],
  ]),
  ...formsOf('Packer', [
    ['packer-timeout', /\bTimeout waiting for SSH\./, 'waited-in-vain'],
    ['packer-handshake', /\bSSH handshake err: Timeout during SSH handshake/, 'timed-out-anywhere-open'],
    ['packer-attempt', /\bAttempting SSH connection to (?<address>[0-9a-fA-F.]{2,45}):(?<port>\d{1,5})\.\.\./, 'trying'],
  ]),
  ...formsOf('Terraform', [
    ['terraform-host', /\(remote-exec\): {2,4}Host: (?<host>\S{1,255})/, 'trying'],
    ['terraform-user', /\(remote-exec\): {2,4}User: (?<user>[\w.-]{1,64})/, 'trying'],
    ['terraform-timeout', /^(?:│ )?timeout - last error: |\bError: timeout$/, 'waited-in-vain'],
    ['terraform-auth', /\bSSH authentication failed \((?<user>[\w.-]{1,64})@(?<host>[^\s:)]{1,255}):(?<port>\d{1,5})\)/, 'login-refused'],
  ]),
]
