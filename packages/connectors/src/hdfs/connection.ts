import { count, flag, ignored, list, map, secret, text, type Options } from '@sluice/core';
import { sslField } from '../families/http/tls.ts';

/** What it takes to reach an HDFS over WebHDFS or HttpFS. */
export const connectionFields = {
  defaultFS: text({
    title: 'File system',
    role: 'address',
    help: 'hdfs://host:port or hdfs://nameservice as Hadoop has it, or where WebHDFS, HttpFS or a gateway listens: webhdfs://host:9870, swebhdfs://host:9871, https://gateway:8443/gateway/default/webhdfs/v1.',
    example: 'hdfs://nn1:8020',
    aliases: ['defaultFs', 'fs.defaultFS'],
  }),
  webhdfsAddress: list(text({ title: 'Address' }), {
    title: 'WebHDFS addresses',
    role: 'address',
    help: 'host:port or URLs of WebHDFS or HttpFS, when defaultFS does not tell them; of an HA pair both. Default: what hadoopConfig says, else port 9870 (Hadoop 3) and then 50070 (Hadoop 2) of the host in defaultFS.',
    example: ['http://nn1:9870', 'http://nn2:9870'],
    aliases: ['webHdfsAddress', 'httpfsAddress'],
  }).optional(),
  user: text({
    title: 'User',
    help: 'Sent as user.name. Default: the user that this process runs as.',
    aliases: ['username', 'userName'],
  }).optional(),
  password: secret({
    title: 'Password',
    help: 'For gateways with basic authentication (Knox, proxies). HDFS itself knows none.',
  }).optional(),
  delegationToken: secret({
    title: 'Delegation token',
    help: 'Sent instead of the user, for clusters with Kerberos: somebody with a ticket has to fetch it.',
    isAdvanced: true,
  }).optional(),
  hadoopConfig: map({
    title: 'Hadoop settings',
    role: 'address',
    help: 'Read are dfs.nameservices, dfs.ha.namenodes.*, dfs.namenode.{http,https,rpc}-address* and dfs.http.policy.',
    example: { 'dfs.nameservices': 'ns', 'dfs.ha.namenodes.ns': 'nn1,nn2' },
    isAdvanced: true,
  }).optional(),
  ssl: sslField,
  connectTimeoutMs: count({
    title: 'Connect timeout',
    help: 'A host that has not answered by then is given up, and the next one is tried.',
    unit: 'ms',
    isAdvanced: true,
  }).default(10_000),
  socketTimeoutMs: count({
    title: 'Socket timeout',
    help: 'A connection is given up when the server is silent for so long while something is due; 0 waits forever. Reading goes on with a new one.',
    unit: 'ms',
    isAdvanced: true,
  }).default(120_000),
  haveKerberos: flag({ title: 'Kerberos', help: 'Only false is possible.', isAdvanced: true }).default(false),
  kerberosKeytabFilePath: ignored('Keytab', 'Kerberos is not spoken; haveKerberos true is refused.'),
  kerberosPrincipal: ignored('Principal', 'Kerberos is not spoken; haveKerberos true is refused.'),
} as const;

export type HdfsConnection = Options<typeof connectionFields>;
