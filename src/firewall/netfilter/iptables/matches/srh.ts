import { headerMatch } from '../header-match.ts'

export default headerMatch({
  name: 'srh',
  families: [6],
  options: {
    'srh-next-hdr': 1,
    'srh-hdr-len-eq': 1,
    'srh-hdr-len-gt': 1,
    'srh-hdr-len-lt': 1,
    'srh-segs-left-eq': 1,
    'srh-segs-left-gt': 1,
    'srh-segs-left-lt': 1,
    'srh-last-entry-eq': 1,
    'srh-last-entry-gt': 1,
    'srh-last-entry-lt': 1,
    'srh-tag': 1,
    'srh-psid': 1,
    'srh-nsid': 1,
    'srh-lsid': 1,
  },
  header: 'a segment routing header',
  protocol: null,
})
