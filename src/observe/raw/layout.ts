/**
 * Numbers and struct layouts of the Linux ABI, as far as the probes use them. x86-64 and arm64 are both LP64 and little-endian and
 * take all of these from asm-generic or from the uapi headers named, so one table serves both (epoll_event, the well-known
 * exception, is not used). The msghdr of musl has the same offsets: where glibc has a size_t, it has an int and four bytes of zero
 * padding. test/observe/layout.test.ts asks the C compilers at hand.
 */

/** bits/socket.h, asm-generic/fcntl.h, sys/eventfd.h */
export const AF_INET = 2
export const AF_INET6 = 10
export const AF_NETLINK = 16
export const AF_PACKET = 17
export const SOCK_STREAM = 1
export const SOCK_DGRAM = 2
export const SOCK_RAW = 3
export const SOCK_NONBLOCK = 0o4000
export const SOCK_CLOEXEC = 0o2000000
export const MSG_DONTWAIT = 0x40
export const MSG_ERRQUEUE = 0x2000
export const MSG_NOSIGNAL = 0x4000
export const EFD_NONBLOCK = SOCK_NONBLOCK
export const EFD_CLOEXEC = SOCK_CLOEXEC

/** asm-generic/socket.h, linux/in.h, linux/in6.h, linux/tcp.h */
export const SOL_SOCKET = 1
export const SO_ERROR = 4
export const SO_DONTROUTE = 5
export const SOL_IP = 0
export const IP_TOS = 1
export const IP_TTL = 2
export const IP_RECVERR = 11
export const IP_RECVTTL = 12
export const IP_MINTTL = 21
export const SOL_IPV6 = 41
export const IPV6_UNICAST_HOPS = 16
export const IPV6_RECVERR = 25
export const IPV6_RECVHOPLIMIT = 51
export const IPV6_HOPLIMIT = 52
export const IPV6_TCLASS = 67
export const IPV6_MINHOPCOUNT = 73
export const IPPROTO_ICMP = 1
export const IPPROTO_TCP = 6
export const TCP_NODELAY = 1
export const IPPROTO_ICMPV6 = 58
export const TCP_SYNCNT = 7
export const TCP_INFO = 11

/** asm-generic/fcntl.h, linux/wait.h, spawn.h (the same in glibc and musl) */
export const O_CLOEXEC = 0o2000000
export const WNOHANG = 1
export const POSIX_SPAWN = { SETSIGDEF: 0x04, SETSIGMASK: 0x08, SETSID: 0x80 } as const

/** asm-generic/poll.h */
export const POLLIN = 0x001
export const POLLOUT = 0x004

/** asm-generic/errno-base.h, asm-generic/errno.h */
export const EINTR = 4
export const EAGAIN = 11
export const EINPROGRESS = 115

/** linux/if_ether.h */
export const ETH_P_ALL = 3

/** linux/errqueue.h */
export const SO_EE_ORIGIN_LOCAL = 1
export const SO_EE_ORIGIN_ICMP = 2
export const SO_EE_ORIGIN_ICMP6 = 3

/** struct pollfd, poll.h */
export const POLLFD = { size: 8, fd: 0, events: 4, revents: 6 } as const
/** struct sockaddr_in, linux/in.h: port and address in network order */
export const SOCKADDR_IN = { size: 16, family: 0, port: 2, address: 4 } as const
/** struct sockaddr_in6, linux/in6.h: the scope id in host order */
export const SOCKADDR_IN6 = { size: 28, family: 0, port: 2, address: 8, scope: 24 } as const
/** struct iovec, linux/uio.h */
export const IOVEC = { size: 16, base: 0, length: 8 } as const
/** struct msghdr, sys/socket.h */
export const MSGHDR = { size: 56, name: 0, nameLength: 8, iov: 16, iovLength: 24, control: 32, controlLength: 40, flags: 48 } as const
/** struct cmsghdr, sys/socket.h: the next one begins at the next multiple of 8 after its length */
export const CMSGHDR = { size: 16, length: 0, level: 8, type: 12, data: 16, align: 8 } as const
/** struct sock_extended_err, linux/errqueue.h: the offender's sockaddr follows */
export const SOCK_EXTENDED_ERR = { size: 16, errno: 0, origin: 4, type: 5, code: 6 } as const
/** struct tcp_info, linux/tcp.h: grows at its end, the kernel fills what both know */
export const TCP_INFO_FIELDS = {
  size: 104,
  retransmits: 2,
  sndMss: 16,
  unacked: 24,
  sacked: 28,
  retrans: 36,
  pmtu: 60,
  totalRetrans: 100,
} as const
/** struct nlmsghdr and struct nlmsgerr, linux/netlink.h */
export const NLMSGHDR = { size: 16, length: 0, type: 4, flags: 6, sequence: 8, port: 12, align: 4 } as const
/** struct rtmsg, linux/rtnetlink.h */
export const RTMSG = { size: 12, family: 0, dstLength: 1, type: 7, flags: 8 } as const
/** struct rtattr, linux/rtnetlink.h */
export const RTATTR = { size: 4, length: 0, type: 2, align: 4 } as const
/** IF_NAMESIZE, net/if.h */
export const IF_NAMESIZE = 16

/** linux/netlink.h, linux/rtnetlink.h */
export const NETLINK_ROUTE = 0
export const NLM_F_REQUEST = 1
export const NLMSG_ERROR = 2
export const RTM_NEWROUTE = 24
export const RTM_GETROUTE = 26
export const RTM_F_FIB_MATCH = 0x2000
export const RTA_DST = 1
export const RTA_SRC = 2
export const RTA_OIF = 4
export const RTA_GATEWAY = 5
export const RTA_PREFSRC = 7
export const RTA_METRICS = 8
export const RTA_VIA = 18
export const RTA_IP_PROTO = 27
export const RTA_DPORT = 29
export const RTAX_HOPLIMIT = 10
export const RTA_TYPE_MASK = 0x3fff
