"""Runs a command that may open no TCP connection but to port 443, as a Landlock sandbox does (landlock(7), kernel 6.7 and later)."""
import ctypes, os, struct, sys

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
RULE_NET_PORT, CONNECT_TCP = 2, 2
PR_SET_NO_NEW_PRIVS = 38
libc = ctypes.CDLL(None, use_errno=True)


def call(number, *words):
    result = libc.syscall(number, *words)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


# struct landlock_ruleset_attr: handled_access_fs, handled_access_net; struct landlock_net_port_attr: allowed_access, port
ruleset = call(CREATE_RULESET, struct.pack("QQ", 0, CONNECT_TCP), 16, 0)
call(ADD_RULE, ruleset, RULE_NET_PORT, struct.pack("QQ", CONNECT_TCP, 443), 0)
libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
call(RESTRICT_SELF, ruleset, 0)
os.execvp(sys.argv[1], sys.argv[1:])
