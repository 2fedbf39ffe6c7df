import { defineErrors } from '@sluice/core';

const whereWebHdfsListens =
  'WebHDFS listens where the web page of the name node does: port 9870 (Hadoop 3), 50070 (Hadoop 2), 9871 with TLS; HttpFS on 14000. Set webhdfsAddress.';

/** Errors of an HDFS cluster. What goes wrong with one file is in the errors of the file family. */
export const hdfsErrors = defineErrors('hdfs', {
  badFileSystem: {
    message: ({ setting, problem }: { setting: string; problem: string }) => `${setting} is not usable: ${problem}.`,
    hint: () => 'Write hdfs://host:port, webhdfs://host:9870, swebhdfs://host:9871 or the URL of HttpFS or a gateway.',
  },
  addressMissing: {
    message: ({ nameService, missing }: { nameService: string; missing: string }) =>
      `hadoopConfig does not say where the name nodes of "${nameService}" are: ${missing} is missing.`,
    hint: () => 'Copy the dfs.* settings of hdfs-site.xml into hadoopConfig, or set webhdfsAddress.',
  },
  kerberosWanted: {
    message: () => 'haveKerberos is true, and Kerberos is not spoken here.',
    hint: () =>
      'Use delegationToken, or an HttpFS or gateway with another log-in; then leave haveKerberos and the keytab out.',
  },
  kerberosAsked: {
    message: ({ host }: { host: string }) => `${host} asks for Kerberos (SPNEGO), which is not spoken here.`,
    hint: () => 'Use delegationToken, or an HttpFS or gateway with another log-in.',
    kind: 'environment',
  },
  loginRefused: {
    message: ({ host, reason }: { host: string; reason: string }) => `${host} refuses the log-in: ${reason}.`,
    hint: () => 'Check user and password of the data source.',
    kind: 'environment',
  },
  tokenRefused: {
    message: ({ host, reason }: { host: string; reason: string }) => `${host} refuses the delegation token: ${reason}.`,
    hint: () => 'Tokens expire, in a day unless renewed. Fetch a new one.',
    kind: 'environment',
  },
  notWebHdfs: {
    message: ({ host, answer }: { host: string; answer: string }) => `${host} does not speak WebHDFS: ${answer}.`,
    hint: () => whereWebHdfsListens,
    kind: 'environment',
  },
  noNameNode: {
    message: ({ tried }: { tried: string; isGuessed: boolean }) => `No name node can be reached. ${tried}`,
    hint: ({ isGuessed }) =>
      isGuessed
        ? `These addresses were guessed from defaultFS. ${whereWebHdfsListens}`
        : 'Check the addresses, that the cluster is running, and that no firewall stands in between.',
    kind: 'environment',
    retryable: true,
  },
  noActiveNameNode: {
    message: ({ hosts, afterMs }: { hosts: string; afterMs: number }) =>
      `No name node of ${hosts} was active within ${afterMs} ms.`,
    hint: () => 'A fail-over takes longer than usual, or the active one is missing in webhdfsAddress or hadoopConfig.',
    kind: 'environment',
    retryable: true,
  },
  dataNodeUnreachable: {
    message: ({ nameNode, reason }: { nameNode: string; reason: string }) =>
      `${nameNode} sends clients on to a data node. ${reason}`,
    hint: () =>
      'This machine has to reach every data node by the name that the cluster uses. Where it cannot, use HttpFS (port 14000) or a gateway as webhdfsAddress.',
    kind: 'environment',
    retryable: true,
  },
  insecureRedirect: {
    message: ({ from, to }: { from: string; to: string }) =>
      `${from} sends clients from https on to ${to} without encryption.`,
    hint: () => 'Set dfs.http.policy to HTTPS_ONLY on the data nodes too.',
    kind: 'environment',
  },
  badRedirect: {
    message: ({ host, reason }: { host: string; reason: string }) => `${host} sends clients astray: ${reason}.`,
    kind: 'environment',
  },
  safeMode: {
    message: ({ host }: { host: string }) => `The name node ${host} is in safe mode: nothing can be changed.`,
    hint: () => 'It leaves safe mode by itself when enough data nodes are up, else by "hdfs dfsadmin -safemode leave".',
    kind: 'environment',
    retryable: true,
  },
  refused: {
    message: ({ operation, path, reason }: { operation: string; path: string; reason: string }) =>
      `HDFS refuses ${operation} of "${path}": ${reason}.`,
    kind: 'environment',
  },
  relativePath: {
    message: ({ path }: { path: string }) => `The path "${path}" does not begin at the root.`,
    hint: () => 'Paths in HDFS begin with "/", as in /user/hive/warehouse.',
  },
  oldFileType: {
    message: ({ fileType }: { fileType: string }) => `fileType ${fileType} is not supported.`,
    hint: () => 'Let Hive rewrite the table as ORC, Parquet or text (INSERT OVERWRITE into a table STORED AS ORC).',
  },
});
